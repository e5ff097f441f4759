import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reliabilityWords } from '../page/report/reliability.js';
import { analysis, bucket, languages, words } from './samples.mjs';

function sentences(reliability, { language = 'en', format = 'jpeg' } = {}) {
  return reliabilityWords(reliability, format, words(language), (value) => `<${value}>`);
}

test('a measured bucket is told as so many of 100, with what it rests on', () => {
  assert.deepEqual(sentences(analysis().reliability), [
    'Of 100 manipulated pictures of this size and compression, the detector finds about <31> (<18> to <45>) and misses the rest.',
    'Measured on <1200> manipulated and <400> real pictures (JPEG of quality <85> to <94>, longer side <512> to <1535> px), '
      + 'with 1 false alarm in 100 real ones.',
  ]);
});

test('lossless pictures and sides without a limit have words of their own', () => {
  const open = bucket({ jpegQualityLow: 0, jpegQualityHigh: 0, longestSideLow: 2048, longestSideHigh: 0 });

  assert.match(sentences({ bucket: open })[1], /\(stored without loss, longer side <2048> px or more\)/);
});

test('shares are rounded to whole pictures', () => {
  assert.match(sentences({ bucket: bucket({ tprAt1Fpr: 0.285, tprLow: 0.0041, tprHigh: 0.999 }) })[0], /about <2[89]> \(<0> to <100>\)/);
});

test('without a bucket it says that nobody measured, and why where that helps', () => {
  const gap = ['Not measured for this size and compression: the service has no error rate for pictures just like this one.'];

  assert.deepEqual(sentences({ notMeasured: 'outside_buckets' }), gap);
  assert.deepEqual(sentences({ notMeasured: 'no_buckets' }), gap);
  assert.deepEqual(sentences(null), gap);
  assert.match(
    sentences({ notMeasured: 'unknown_compression' }, { format: 'webp' })[0],
    /^Not measured for this compression: how much a WEBP file has lost/);
});

for (const language of languages) {
  test(`every sentence has its words in ${language}`, () => {
    const lossless = bucket({ jpegQualityHigh: 0, longestSideHigh: 0 });
    const texts = [
      sentences(analysis().reliability, { language }), sentences({ bucket: lossless }, { language }),
      sentences(null, { language }), sentences({ notMeasured: 'unknown_compression' }, { language }),
    ];

    assert.deepEqual(texts.map((text) => text.length), [2, 2, 1, 1]);
    for (const value of ['<31>', '<18>', '<45>']) {
      assert.ok(texts[0][0].includes(value), value);
    }
  });
}
