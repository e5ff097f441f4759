// Scores one picture: node analyze.mjs HOST:PORT FILE
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { canRetry, connect, explain, metadata } from "./client.mjs";

const [address, file] = process.argv.slice(2);
const client = connect(address);

function call(request, deadline) {
  return new Promise((resolve, reject) =>
    client.Analyze(request, metadata(), { deadline }, (error, response) => (error ? reject(error) : resolve(response))));
}

/** Tries again where that may help, after the wait that the server asks for and never past the deadline. */
async function analyze(request, timeoutMs = 30_000, attempts = 5) {
  const deadline = Date.now() + timeoutMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return (await call(request, new Date(deadline))).analysis;
    } catch (error) {
      const failure = explain(error);
      const backoff = Math.min(10_000, 250 * 2 ** (attempt - 1)) * (0.7 + 0.3 * Math.random());
      const wait = Math.max(backoff, (failure.retryAfterMs ?? 0) * (1 + 0.3 * Math.random()));
      if (!canRetry(failure) || attempt === attempts || Date.now() + wait >= deadline) {
        throw failure;
      }
      await sleep(wait);
    }
  }
}

try {
  const analysis = await analyze({ image: readFileSync(file), priority: "PRIORITY_INTERACTIVE" });
  console.log(JSON.stringify({ score: analysis.score, verdict: analysis.verdict, regions: analysis.regions }));
} catch (failure) {
  console.error(JSON.stringify(failure));
  process.exitCode = 1;
} finally {
  client.close();
}
