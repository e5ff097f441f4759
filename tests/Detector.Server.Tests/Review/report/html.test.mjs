import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildCase, buildCaseFile, renderHtml } from '../page/report/case.js';
import { analysis, context, entry, hash, languages, map, model, modelHash, words } from './samples.mjs';

function render(changes = {}, options = {}) {
  const setting = context(options);
  return renderHtml(buildCase(entry(changes), setting), setting.t);
}

for (const language of languages) {
  for (const verdict of ['VERDICT_LIKELY_MANIPULATED', 'VERDICT_INCONCLUSIVE', 'VERDICT_NO_EVIDENCE']) {
    test(`the document has words for ${verdict} in ${language}`, () => {
      const t = words(language);
      const text = render({ analysis: analysis({ verdict }) }, { language });

      assert.match(text, new RegExp(`^<!DOCTYPE html>\n<html lang="${language}">`));
      for (const key of ['doc.signal', 'doc.weigh.limits']) {
        assert.ok(plain(text).includes(plain(t(key))), key);
      }
      const numbers = { en: '0.731', nl: '0,731', fr: '0,731', de: '0,731' };
      assert.ok(text.includes(numbers[language]));
      assert.ok(text.includes(hash) && text.includes(modelHash));
      assert.doesNotMatch(text, /undefined|null|NaN|\[object/);
    });
  }
}

test('each verdict has its own expectations, with what was measured', () => {
  const likely = plain(render());
  const inconclusive = plain(render({ analysis: analysis({ verdict: 'VERDICT_INCONCLUSIVE', score: 0.6 }) }));
  const none = plain(render({ analysis: analysis({ verdict: 'VERDICT_NO_EVIDENCE', score: 0.1 }) }));

  assert.match(likely, /Of the 600 real pictures .* 1% reached 0.684 or more \(95 % interval 0.5% to 2.2%\)/);
  assert.match(likely, /false alarm/);
  assert.match(inconclusive, /Of the 600 real pictures .* 5% reached 0.532 or more \(95 % interval 3.5% to 7.1%\)/);
  assert.match(inconclusive, /from 0.532 to under 0.684/);
  assert.match(none, /A score under 0.532 means that the model missed it/);
  for (const text of [likely, inconclusive, none]) {
    assert.match(text, /14% \(4% to 56%\) of 50, with 5% false alarms/);
    assert.match(text, /no likelihood ratio is stated/);
  }
});

test('how much is found among such pictures stands in the finding', () => {
  assert.match(plain(render()), /finds about 31 \(18 to 45\) and misses the rest\. Measured on 1,200 manipulated/);
  assert.match(plain(render({ analysis: analysis({ reliability: undefined }) })), /Not measured for this size and compression/);
});

test('what a model does not state is not made up', () => {
  const plainThreshold = { score: 0.5, falsePositiveRate: 0, negatives: 0, falsePositiveRateLow: 0, falsePositiveRateHigh: 0 };
  const bare = model({ thresholds: { inconclusive: plainThreshold, likelyManipulated: plainThreshold }, figures: [] });
  const text = plain(render({ model: bare }));
  assert.match(text, /not stated by the model/);
  assert.match(text, /without measured figures/);

  const other = plain(render({ model: null }));
  assert.doesNotMatch(other, /Proposition/);
  assert.match(other, /is not the one that gave this score/);
});

test('figures have their interval where there is one', () => {
  const text = plain(render());
  assert.match(text, /Separation \(AUC\) 0.752 \(0.660 – 0.844\)/);
  assert.match(text, /Map, overlap \(F1\) 0.100 inpainted/);
  assert.match(text, /novel 0.300/);
});

test('nothing that others wrote becomes markup', () => {
  const evil = '</style></title><script>alert(1)</script><img src=x onerror="alert(1)">\'';
  const text = render({
    name: evil,
    decision: { value: evil, note: evil, at: '2026-11-22T10:05:00Z', ownView: evil },
    analysis: analysis({
      warnings: [evil], device: evil, kind: evil, format: evil, model: { name: evil, version: evil, sha256: modelHash },
    }),
    model: model({ description: evil, calibration: evil, figures: [{ metric: evil, value: 1, low: 0, high: 1, data: evil }] }),
  }, { includeFileName: true, client: evil });

  assert.doesNotMatch(text, /<script|<img src=x|onerror="/);
  assert.equal(text.match(/<style>/g).length, 1);
  assert.equal(text.match(/<\/style>/g).length, 1);
  assert.equal(text.match(/<\/title>/g).length, 1);
  assert.ok(text.includes('&lt;script&gt;alert(1)'));
});

test('the document loads nothing and runs nothing', () => {
  const text = render();
  assert.match(text, /http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; img-src data:/);
  assert.doesNotMatch(text, /https?:|<script|<link|<iframe|url\(|@import|javascript:/);
});

test('the map is inside, the picture only where it was asked for', async () => {
  assert.ok(render().includes(`src="data:image/png;base64,${map}"`));
  assert.doesNotMatch(render(), /data:image\/jpeg/);
  assert.match(plain(render()), /picture is left out/);

  const setting = context();
  const text = renderHtml(await buildCaseFile(entry(), { ...setting, includePicture: true }), setting.t);
  assert.ok(text.includes('src="data:image/jpeg;base64,/9j/"'));
});

test('without a map that means something it says why', () => {
  const whole = analysis({ mapMeaningful: false, kind: 'KIND_FULLY_GENERATED', regions: [] });
  assert.match(plain(render({ analysis: whole })), /would mislead/);
  assert.doesNotMatch(render({ analysis: whole }), /data:image\/png/);
  assert.match(plain(render({ analysis: analysis({ mapMeaningful: false, kind: 'KIND_NONE' }) })), /no map here/);
});

test('hashes that differ are a reason not to use it', () => {
  assert.match(plain(render({ sha256: 'ef'.repeat(32) })), /hashes differ/);
  assert.doesNotMatch(plain(render()), /hashes differ/);
});

test('a warning is told in the language where that is known', () => {
  const warning = (said) => (said === 'One.' ? 'Een.' : null);
  const text = render({ analysis: analysis({ warnings: ['One.', 'Two.'] }) }, { warning });
  assert.match(text, /<li>Een\.<\/li>\s*<li lang="en">Two\.<\/li>/);
});

test('it is made for paper', () => assert.match(render(), /@page \{.*@media print/s));

function plain(text) {
  return text.replace(/<style>.*?<\/style>/s, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
    .replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
