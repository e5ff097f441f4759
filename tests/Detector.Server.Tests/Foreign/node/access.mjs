// A server with keys.
import assert from 'node:assert/strict';
import { collect, detailsOf, detector, failure, health, status, unary } from './contract.mjs';
import { check, settings } from './harness.mjs';
import { assertScored, good } from './pictures.mjs';

const client = detector(settings.keyed);
const analyze = (metadata) => unary(client, 'Analyze', { image: good[0].image }, { metadata });

export async function keys() {
  await check('no_key_is_refused', async () => {
    const told = await failure(analyze({}));
    assert.deepEqual([told.code, told.reason], [status.UNAUTHENTICATED, 'no_credentials']);
    const end = await collect(client.AnalyzeStream()).ended;
    assert.deepEqual([end.code, detailsOf(end).reason], [status.UNAUTHENTICATED, 'no_credentials']);
  });

  await check('bad_key_is_refused', async () => {
    for (const metadata of [{ authorization: 'Bearer no-key-of-anybody' }, { 'x-api-key': 'no-key-of-anybody' }]) {
      const told = await failure(analyze(metadata));
      assert.deepEqual([told.code, told.reason], [status.UNAUTHENTICATED, 'bad_credentials']);
      assert.doesNotMatch(told.message, /no-key-of-anybody/);
    }
  });

  await check('good_key_is_let_in', async () => {
    for (const metadata of [{ authorization: `Bearer ${settings.key}` }, { 'x-api-key': settings.key }]) {
      assertScored((await analyze(metadata)).analysis, good[0]);
    }
  });

  await check('rate_limit_says_when', async () => {
    const metadata = { authorization: `Bearer ${settings.slowKey}` };
    await analyze(metadata);
    const told = await failure(analyze(metadata));
    assert.deepEqual([told.code, told.reason], [status.RESOURCE_EXHAUSTED, 'rate_limited']);
    assert.ok(told.retrySeconds > 0, `${told.retrySeconds} s`);
  });

  await check('health_needs_no_key', async () => {
    assert.equal((await unary(health(settings.keyed), 'Check', { service: '' })).status, 'SERVING');
  });
}
