// The contract as @grpc/proto-loader reads it from the .proto files, and calls as promises.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

export const { status } = grpc;

const roots = [fileURLToPath(new URL('../protos', import.meta.url))];
export const loading = {
  keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true, includeDirs: roots,
};
const definition = loader.loadSync([
  'detector/v1/detector.proto', 'grpc/health/v1/health.proto', 'grpc/reflection/v1/reflection.proto',
  'google/rpc/error_details.proto',
], loading);
const contract = grpc.loadPackageDefinition(definition);

const opened = [];

export function open(Client, address, options = {}) {
  const client = new Client(address, grpc.credentials.createInsecure(), options);
  opened.push(client);
  return client;
}

export const detector = (address, options) => open(contract.detector.v1.DetectionService, address, options);
export const health = (address) => open(contract.grpc.health.v1.Health, address);
export const reflection = (address) => open(contract.grpc.reflection.v1.ServerReflection, address);

export function closeAll() {
  opened.forEach((client) => client.close());
}

/** A call with one answer, as a promise. */
export function unary(client, method, request, { metadata = {}, ...options } = {}) {
  const answer = new Promise((resolve, reject) => {
    client[method](request, grpc.Metadata.fromHttp2Headers(metadata), options, (error, response) =>
      error ? reject(error) : resolve(response));
  });
  answer.catch(() => {}); // A check that failed before awaiting it must not end the script.
  return answer;
}

/** Collects what a stream brings; `ended` is its status, whether good or bad. */
export function collect(call) {
  const messages = [];
  const waiting = [];
  const wake = () => waiting.splice(0).forEach((resolve) => resolve());
  call.on('data', (message) => {
    messages.push(message);
    wake();
  });
  let failure = null;
  call.on('error', (error) => {
    failure = error;
  });
  const ended = new Promise((resolve) => {
    call.on('status', (end) => {
      wake();
      setImmediate(() => resolve(failure ?? end));
    });
  });
  const count = async (wanted) => {
    while (messages.length < wanted) {
      await Promise.race([new Promise((resolve) => waiting.push(resolve)), ended]);
      assert.ok(messages.length >= wanted || failure === null, `Ended too early: ${failure}`);
    }
  };
  return { messages, ended, count };
}

/** Awaits a failure and decodes google.rpc.Status out of its trailer. */
export async function failure(promise, { withDetails = true } = {}) {
  const error = await promise.then(
    () => assert.fail('The call went well.'),
    (reason) => reason);
  return { code: error.code, message: error.details, ...(withDetails ? detailsOf(error) : {}) };
}

export function detailsOf(error) {
  const [trailer] = error.metadata?.get('grpc-status-details-bin') ?? [];
  assert.ok(trailer, `No details with: ${error}`);
  const all = definition['google.rpc.Status'].deserialize(trailer);
  assert.equal(all.code, error.code);
  const found = {};
  for (const any of all.details) {
    // proto-loader unpacks what it knows the type of; '@type' is its mark of that.
    const type = any['@type'] ?? any.type_url;
    const name = type.slice(type.lastIndexOf('/') + 1);
    found[name] = any['@type'] ? any : definition[name].deserialize(any.value);
  }
  const info = found['google.rpc.ErrorInfo'];
  assert.equal(info.domain, 'detector.v1');
  const delay = found['google.rpc.RetryInfo']?.retry_delay;
  return {
    reason: info.reason,
    infoMetadata: info.metadata,
    fields: found['google.rpc.BadRequest']?.field_violations ?? [],
    retrySeconds: delay ? Number(delay.seconds) + delay.nanos / 1e9 : null,
  };
}
