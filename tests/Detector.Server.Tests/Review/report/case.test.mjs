import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildCase, buildCaseFile, readPicture } from '../page/report/case.js';
import { analysis, bucket, context, entry, hash, map, model, modelHash } from './samples.mjs';

test('a case says what was found, by which model, and who decided what', () => {
  const report = JSON.parse(JSON.stringify(buildCase(entry(), context())));

  assert.equal(report.format, 'detector-case-report');
  assert.equal(report.createdAt, '2026-11-22T10:06:00.000Z');
  assert.equal(report.client, 'helpline');
  assert.match(report.statement, /signal.*not proof/);
  assert.deepEqual(report.picture, {
    sha256: hash, sha256InBrowser: hash, fileName: null, bytes: 3, format: 'jpeg', width: 1200, height: 800, image: null,
  });
  assert.equal(report.finding.verdict, 'VERDICT_LIKELY_MANIPULATED');
  assert.equal(report.finding.score, 0.73124);
  assert.equal(report.finding.map, `data:image/png;base64,${map}`);
  assert.equal(report.finding.regions[0].area, 0.125);
  assert.equal(report.finding.warnings.length, 1);
  assert.equal(report.finding.device, 'cpu');
  assert.equal(report.model.sha256, modelHash);
  assert.equal(report.model.thresholds.likelyManipulated.falsePositiveRateHigh, 0.0216);
  assert.equal(report.model.figures.length, 4);
  assert.deepEqual(report.finding.reliability.bucket, bucket());
  assert.deepEqual(report.review, {
    ownView: 'unsure',
    ownViewAt: '2026-11-22T10:04:00.000Z',
    decision: 'manipulated',
    decidedAt: '2026-11-22T10:05:00.000Z',
    note: 'Seams at the collar.',
    tilesShown: 2,
    wholePictureShown: 1,
    receivedAt: '2026-11-22T10:00:00.000Z',
    scoredAt: '2026-11-22T10:00:01.000Z',
  });
});

test('the name of the file is there only where it was asked for', () => {
  assert.doesNotMatch(JSON.stringify(buildCase(entry(), context())), /holiday/);
  assert.equal(buildCase(entry(), context({ includeFileName: true })).picture.fileName, 'holiday.jpg');
});

test('the picture is there only where it was asked for, as what it is and not as what it claims', async () => {
  assert.equal((await buildCaseFile(entry(), context())).picture.image, null);
  const report = await buildCaseFile(entry(), context({ includePicture: true }));
  assert.equal(report.picture.image, 'data:image/jpeg;base64,/9j/');
});

test('a large picture is read whole', async () => {
  const bytes = new Uint8Array(100_000).map((_, i) => i % 251);
  const url = await readPicture(entry({ file: new File([bytes], 'large') }));
  assert.deepEqual(new Uint8Array(Buffer.from(url.split(',')[1], 'base64')), bytes);
});

test('what is no picture of ours goes into no report', async () => {
  await assert.rejects(readPicture(entry({ analysis: analysis({ format: 'svg+xml' }) })), /svg/);
  for (const picture of ['data:text/html;base64,AAAA', 'https://example.org/a.png', 'data:image/png;base64,"><script>', '']) {
    assert.equal(buildCase(entry(), context({ picture })).picture.image, null);
  }
  assert.equal(buildCase(entry({ analysis: analysis({ mapPng: '"><script>' }) }), context()).finding.map, null);
});

test('a map that means nothing is left out', () => {
  const report = buildCase(entry({ analysis: analysis({ mapMeaningful: false, regions: [] }) }), context());
  assert.equal(report.finding.map, null);
  assert.equal(report.finding.mapMeaningful, false);
});

test('thresholds and figures of another model are left out', () => {
  for (const other of [null, model({ model: { name: 'trace', version: '0.2.0', sha256: 'ef'.repeat(32) } })]) {
    const report = buildCase(entry({ model: other }), context());
    assert.equal(report.model.described, false);
    assert.equal(report.model.thresholds, null);
    assert.deepEqual(report.model.figures, []);
    assert.equal(report.model.sha256, modelHash);
  }
});

test('what is not known yet is null', () => {
  const { review } = buildCase(entry({ decision: null, reveals: undefined, scoredAt: undefined }), { language: 'en' });
  assert.equal(review.decision, null);
  assert.equal(review.ownView, null);
  assert.equal(review.scoredAt, null);
  assert.equal(review.tilesShown, 0);
});
