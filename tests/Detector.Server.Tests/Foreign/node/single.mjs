// Single calls to a server without keys.
import assert from 'node:assert/strict';
import http2 from 'node:http2';
import { gunzipSync, gzipSync } from 'node:zlib';
import grpc from '@grpc/grpc-js';
import { detector, failure, status, unary } from './contract.mjs';
import { check, settings } from './harness.mjs';
import { assertScored, bad, good, readPng } from './pictures.mjs';

const client = detector(settings.open);
const request = { image: good[0].image, client_reference: 'ref-1', priority: 'PRIORITY_INTERACTIVE' };
const analyze = (more, options) => unary(client, 'Analyze', { ...request, ...more }, options);

export async function singleCalls() {
  await check('unary_scores', async () => {
    const { client_reference, outcome, analysis } = await analyze({});
    assert.deepEqual([client_reference, outcome], ['ref-1', 'analysis']);
    assertScored(analysis, good[0]);
    assert.deepEqual([analysis.width, analysis.height, analysis.format], [64, 64, 'png']);
    assert.equal(analysis.verdict, 'VERDICT_INCONCLUSIVE');
    assert.deepEqual([analysis.model.name, analysis.model.version], ['tiny-tiles', '1.2.3']);
    assert.equal(analysis.map_png.length, 0);
    assert.equal(analysis.grid, null);
  });

  await check('unary_draws_maps', async () => {
    const { analysis } = await analyze({ want_map_png: true, want_overlay_png: true, want_grid: true });
    assert.deepEqual(readPng(analysis.map_png, 1), { width: 64, height: 64, depth: 8, colour: 0 });
    assert.deepEqual(readPng(analysis.overlay_png, 3), { width: 64, height: 64, depth: 8, colour: 2 });
    assert.equal(analysis.grid.values.length, analysis.grid.columns * analysis.grid.rows);
  });

  await check('bad_pictures_say_why', async () => {
    for (const { image, reason, field } of bad.filter((picture) => picture.field === 'image')) {
      const told = await failure(analyze({ image }));
      assert.deepEqual([told.code, told.reason], [status.INVALID_ARGUMENT, reason]);
      assert.deepEqual(told.fields, [{ field, description: told.message }]);
      assert.equal(told.retrySeconds, null);
    }
  });

  await check('picture_over_the_limit', async () => {
    const told = await failure(analyze({ image: Buffer.alloc(settings.maxBytes + 1) }));
    assert.deepEqual([told.code, told.reason], [status.INVALID_ARGUMENT, 'too_many_bytes']);
    assert.equal(told.fields[0].field, 'image');
  });

  await check('message_over_the_limit', async () => {
    const told = await failure(analyze({ image: Buffer.alloc(settings.maxMessage + 1) }));
    assert.deepEqual([told.code, told.reason], [status.RESOURCE_EXHAUSTED, 'too_many_bytes']);
    assertScored((await analyze({})).analysis, good[0]);
  });

  await check('models', async () => {
    const { models } = await unary(client, 'ListModels', {});
    assert.deepEqual(models.map((info) => info.model.name), ['tiny-tiles']);
    const info = await unary(client, 'GetModel', { name: 'tiny-tiles' });
    assert.deepEqual(info, models[0]);
    assert.equal(info.limits.max_bytes, settings.maxBytes);
    assert.equal(info.thresholds.likely_manipulated.score, 0.9);
    const told = await failure(unary(client, 'GetModel', { name: 'no-such' }));
    assert.deepEqual([told.code, told.reason], [status.NOT_FOUND, 'no_such_model']);
  });

  await check('gzip', async () => {
    const zipped = detector(settings.open, {
      'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip,
      'grpc.default_compression_level': 2,
    });
    const { analysis } = await unary(zipped, 'Analyze', { ...request, want_grid: true });
    assertScored(analysis, good[0]);
    assert.equal(analysis.grid.values.length, 64);
    await gzipOnTheWire();
  });
}

/** The same without a library, which hides what was compressed: grpc-js takes the headers away. */
async function gzipOnTheWire() {
  const { requestSerialize, responseDeserialize, path } = client.constructor.service.Analyze;
  const body = gzipSync(requestSerialize({ ...request, want_grid: true }));
  const prefix = Buffer.from([1, 0, 0, 0, 0]);
  prefix.writeUInt32BE(body.length, 1);
  const session = http2.connect(`http://${settings.open}`);
  try {
    const stream = session.request({
      ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers',
      'grpc-encoding': 'gzip', 'grpc-accept-encoding': 'gzip',
    });
    let [headers, trailers] = [{}, {}];
    stream.on('response', (value) => { headers = value; });
    stream.on('trailers', (value) => { trailers = value; });
    stream.end(Buffer.concat([prefix, body]));
    const answer = Buffer.concat(await stream.toArray());
    assert.deepEqual([trailers['grpc-status'], headers['grpc-encoding'], answer[0]], ['0', 'gzip', 1]);
    assertScored(responseDeserialize(gunzipSync(answer.subarray(5))).analysis, good[0]);
  } finally {
    session.destroy();
  }
}
