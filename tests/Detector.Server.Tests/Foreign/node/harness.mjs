// What every check needs: the test's settings, questions to the test, and a line of JSON per check on standard output.
import assert from 'node:assert/strict';
import { createInterface } from 'node:readline';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function readLine() {
  const { value, done } = await lines.next();
  if (done) {
    process.exit(3); // The test has gone: nobody listens any more.
  }
  return JSON.parse(value);
}

function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** The first line that the test writes. */
export const settings = await readLine();

/** Has the test do something to a server; answers what it says. One at a time. */
export async function ask(what) {
  print({ ask: what });
  return (await readLine()).answer;
}

/** Asks until the answer is the wanted one. */
export async function until(what, wanted) {
  for (let i = 0; i < 1000; i++) {
    if ((await ask(what)) === wanted) {
      return;
    }
    await pause(10);
  }
  assert.fail(`${what} never became ${wanted}.`);
}

export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Runs one check and says how it went. */
export async function check(name, body) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('No end within 30 seconds.')), 30_000);
  });
  try {
    await Promise.race([body(), limit]);
    print({ check: name, ok: true, detail: '' });
  } catch (error) {
    print({ check: name, ok: false, detail: String(error?.stack ?? error) });
  } finally {
    clearTimeout(timer);
  }
}
