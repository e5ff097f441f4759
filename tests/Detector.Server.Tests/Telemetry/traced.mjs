// Sends one picture with @grpc/grpc-js and a traceparent. Arguments: address, traceparent, file.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Beside the packages that npm restored for the other scripts.
const foreign = join(dirname(fileURLToPath(import.meta.url)), '..', 'Foreign', 'node', 'contract.mjs');
const { closeAll, detector, unary } = await import(pathToFileURL(foreign));

const [address, traceparent, file] = process.argv.slice(2);
const request = { image: readFileSync(file), client_reference: 'case-4711', priority: 'PRIORITY_INTERACTIVE' };
const answer = await unary(detector(address), 'Analyze', request, { metadata: { traceparent } });
console.log(answer.analysis.verdict);
closeAll();
