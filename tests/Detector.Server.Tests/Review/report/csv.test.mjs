import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvLog } from '../page/report/case.js';
import { entry, hash, languages, words } from './samples.mjs';

// Reads RFC 4180; what is not that is an error.
function read(text) {
  assert.equal(text[0], '\uFEFF');
  const rows = [[]];
  let at = 1;
  while (at < text.length) {
    const match = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
    match.lastIndex = at;
    const found = match.exec(text);
    assert.ok(found, `no field at ${at}: ${JSON.stringify(text.slice(at, at + 30))}`);
    rows.at(-1).push(found[1]?.replaceAll('""', '"') ?? found[2]);
    if (found[3] === '\r\n') {
      rows.push([]);
    }
    at = match.lastIndex;
  }
  assert.deepEqual(rows.pop(), []);
  return rows;
}

const failed = entry({ analysis: null, decision: null, sha256: null, scoredAt: null, problem: { reason: 'corrupt_image' } });

test('the log has a line for each picture', () => {
  const [heads, first, second, ...rest] = read(csvLog([entry(), failed], words('en')));

  assert.equal(rest.length, 0);
  assert.equal(new Set(heads).size, heads.length);
  assert.equal(first.length, heads.length);
  assert.equal(second.length, heads.length);
  const line = Object.fromEntries(heads.map((head, i) => [head, first[i]]));
  assert.equal(line['#'], '1');
  assert.equal(line['SHA-256 of the file'], hash);
  assert.equal(line.Score, '0.7312');
  assert.equal(line.Decision, 'Manipulated');
  assert.equal(line['Decided at'], '2026-11-22T10:05:00.000Z');
  assert.equal(line.Note, 'Seams at the collar.');
  assert.ok(second.includes('corrupt_image'));
  assert.ok(!first.includes('holiday.jpg'));
});

test('names of files are there where they were asked for', () => {
  const [, line] = read(csvLog([entry()], words('en'), { fileNames: true }));
  assert.equal(line[1], 'holiday.jpg');
});

test('no field is a formula, and what breaks lines or fields is quoted', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r', '\n']) {
    const note = `${start}HYPERLINK("x","y"), and\r\nmore`;
    const [heads, line] = read(csvLog([entry({ decision: { value: 'escalate', note } })], words('en')));
    assert.equal(line[heads.indexOf('Note')], `'${note}`);
  }
  const [, line] = read(csvLog([entry({ name: '=cmd' })], words('en'), { fileNames: true }));
  assert.equal(line[1], "'=cmd");
});

test('every language has all heads', () => {
  for (const language of languages) {
    const [heads] = read(csvLog([], words(language)));
    assert.equal(heads.length, 18);
    assert.equal(new Set(heads).size, heads.length, language);
  }
});
