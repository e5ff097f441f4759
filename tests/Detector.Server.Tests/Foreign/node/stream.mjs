// One stream of 200 pictures, every eighth of them bad.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { collect, detector, status } from './contract.mjs';
import { check, settings } from './harness.mjs';
import { assertScored, bad, good } from './pictures.mjs';

const pictureAt = (i) => (i % 8 === 3 ? bad[((i - 3) / 8) % bad.length] : good[i % good.length]);

export async function manyPictures() {
  await check('stream_of_200_with_bad_ones', async () => {
    const call = detector(settings.open).AnalyzeStream();
    const answers = collect(call);
    for (let i = 0; i < 200; i++) {
      const { image, priority = 'PRIORITY_BULK' } = pictureAt(i);
      if (!call.write({ image, priority, client_reference: `r-${i}` })) {
        await once(call, 'drain');
      }
    }
    call.end();
    assert.equal((await answers.ended).code, status.OK);
    const references = answers.messages.map((answer) => Number(answer.client_reference.slice(2)));
    assert.deepEqual(references.sort((a, b) => a - b), [...Array(200).keys()]);
    for (const answer of answers.messages) {
      assertAnswer(answer, pictureAt(Number(answer.client_reference.slice(2))));
    }
  });
}

function assertAnswer({ outcome, analysis, failure }, picture) {
  if (picture.reason === undefined) {
    assert.equal(outcome, 'analysis');
    assertScored(analysis, picture);
  } else {
    assert.equal(outcome, 'failure');
    assert.deepEqual(
      [failure.reason, failure.field, failure.code], [picture.reason, picture.field, status.INVALID_ARGUMENT]);
    assert.ok(failure.message.length > 10);
  }
}
