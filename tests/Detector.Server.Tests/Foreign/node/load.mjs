// A server whose device is held and released by the test: deadlines, a full queue, cancelled calls, and the drain.
import assert from 'node:assert/strict';
import { collect, detailsOf, detector, failure, health, status, unary } from './contract.mjs';
import { ask, check, pause, settings, until } from './harness.mjs';
import { assertScored, good } from './pictures.mjs';

const client = detector(settings.held);
const analyze = (options) => unary(client, 'Analyze', { image: good[0].image }, options);
const deadlineIn = (milliseconds) => ({ deadline: Date.now() + milliseconds });

export async function underLoad() {
  await check('deadline_passes', async () => {
    await ask('hold');
    const told = await failure(analyze(deadlineIn(300)), { withDetails: false });
    assert.equal(told.code, status.DEADLINE_EXCEEDED);
    await until('in_flight', 0);
    await ask('release');
  });

  let streams = [];
  await check('deadline_is_refused_at_once', async () => {
    await holdOnePicture(500);
    await ask('hold');
    streams = [await fill(), await fill()];
    await until('in_flight', 32);
    const told = await failure(analyze(deadlineIn(2000)));
    assert.deepEqual([told.code, told.reason], [status.RESOURCE_EXHAUSTED, 'deadline_unreachable']);
    assert.ok(Number(told.infoMetadata.predicted_wait_ms) > 0);
    assert.ok(told.retrySeconds > 0);
  });

  await check('full_queue_says_when', async () => {
    const told = await failure(analyze({}));
    assert.deepEqual([told.code, told.reason], [status.RESOURCE_EXHAUSTED, 'queue_full']);
    assert.ok(told.retrySeconds > 0);
  });

  await check('cancelled_streams_leave_nothing', async () => {
    streams.forEach(({ call }) => call.cancel());
    for (const { answers } of streams) {
      assert.equal((await answers.ended).code, status.CANCELLED);
    }
    await until('in_flight', 0);
    await ask('release');
    await until('queued', 0);
    await analyze({});
  });

  await drain();
}

/** So that the server knows its device as slow. */
async function holdOnePicture(milliseconds) {
  await ask('hold');
  const slow = analyze({});
  await until('in_flight', 1);
  await pause(milliseconds);
  await ask('release');
  await slow;
}

/** A stream with as many pictures as the server takes from one. */
async function fill() {
  const call = client.AnalyzeStream();
  const answers = collect(call);
  for (let i = 0; i < 20; i++) {
    call.write({ image: good[0].image, client_reference: `r-${i}` });
  }
  return { call, answers };
}

async function drain() {
  let [inFlight, watched] = [null, null];
  await check('drain_is_told_first', async () => {
    await ask('hold');
    inFlight = analyze({});
    await until('in_flight', 1);
    watched = collect(health(settings.held).Watch({ service: 'detector.v1.DetectionService' }));
    await watched.count(1);
    await ask('drain');
    await watched.count(2);
    assert.deepEqual(watched.messages.map((state) => state.status), ['SERVING', 'NOT_SERVING']);
    assert.equal(await ask('in_flight'), 1);
  });

  await check('drain_refuses_new_calls', async () => {
    await until('refusing', true);
    const told = await failure(analyze({}));
    assert.deepEqual([told.code, told.reason], [status.UNAVAILABLE, 'draining']);
    assert.ok(told.retrySeconds > 0);
  });

  await check('drain_finishes_what_runs', async () => {
    await ask('release');
    assert.equal((await inFlight).analysis.sha256.length, 64);
    assert.equal(await ask('stopped'), true);
    assert.equal((await watched.ended).code, status.OK);
    assert.equal((await failure(analyze({}), { withDetails: false })).code, status.UNAVAILABLE);
  });
}

/** A server in a process of its own, ended as orchestrators do it. */
export async function terminated() {
  await check('sigterm_drains', async () => {
    const doomed = detector(settings.child);
    const watched = collect(health(settings.child).Watch({ service: '' }));
    await watched.count(1);
    const call = doomed.AnalyzeStream();
    const answers = collect(call);
    for (let i = 0; i < 40; i++) {
      call.write({ image: good[i % good.length].image, client_reference: String(i) });
    }
    await answers.count(1);
    process.kill(settings.pid, 'SIGTERM');
    const end = await answers.ended;
    assert.deepEqual([end.code, detailsOf(end).reason], [status.UNAVAILABLE, 'draining']);
    const references = answers.messages.map((answer) => answer.client_reference);
    assert.equal(new Set(references).size, references.length);
    answers.messages.forEach(({ analysis, client_reference: i }) => assertScored(analysis, good[i % good.length]));
    await watched.ended;
    assert.deepEqual(watched.messages.map((state) => state.status), ['SERVING', 'NOT_SERVING']);
    assert.equal(await ask('exit_code'), 0);
    const told = await failure(unary(doomed, 'Analyze', { image: good[0].image }), { withDetails: false });
    assert.equal(told.code, status.UNAVAILABLE);
  });
}
