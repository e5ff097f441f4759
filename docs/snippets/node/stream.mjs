// Scores many pictures over one stream: node stream.mjs HOST:PORT FILE...
import { readFile } from "node:fs/promises";
import { once } from "node:events";
import { connect, explain, metadata } from "./client.mjs";

const [address, ...files] = process.argv.slice(2);
const window = 16; // Pictures sent ahead of their answers: this bounds the memory.
const client = connect(address);
const stream = client.AnalyzeStream(metadata());
const unanswered = new Map();
let broken = null;

stream.on("data", (response) => {
  // Answers come as they finish. The number is ours, so names of files stay on this machine.
  const path = unanswered.get(response.client_reference);
  unanswered.delete(response.client_reference);
  const { score, verdict } = response.analysis ?? {};
  console.log(JSON.stringify({ path, score, verdict, reason: response.failure?.reason }));
  stream.emit("room");
});
const ended = new Promise((resolve) => {
  stream.on("error", (error) => {
    broken = explain(error);
    stream.emit("room");
    stream.emit("drain");
    resolve();
  });
  stream.on("end", resolve);
});

for (const [i, path] of files.entries()) {
  while (unanswered.size >= window && !broken) {
    await once(stream, "room");
  }
  if (broken) {
    break;
  }
  const image = await readFile(path);
  unanswered.set(String(i), path);
  // False: the server is busy, and what is written would pile up here.
  if (!stream.write({ image, client_reference: String(i), priority: "PRIORITY_BULK" }) && !broken) {
    await once(stream, "drain");
  }
}
stream.end();
await ended;
client.close();

// A stream that broke (UNAVAILABLE: the server stops, or the connection did) left these: send them again on a new one.
for (const path of unanswered.values()) {
  console.log(JSON.stringify({ path, reason: broken?.reason ?? "unreachable" }));
}
process.exitCode = broken ? 1 : 0;
