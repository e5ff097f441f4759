// Pictures that the test made, and what is to be said of them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { settings } from './harness.mjs';

const decode = (text) => Buffer.from(text, 'base64');

/** Good ones: { image, score }. */
export const good = settings.good.map(({ image, score }) => ({ image: decode(image), score }));

/** Bad ones: { image, reason, field }. */
export const bad = settings.bad.map(({ image, ...rest }) => ({ image: decode(image), ...rest }));

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** What is said of a good one. */
export function assertScored(analysis, picture) {
  assert.equal(analysis.sha256, sha256(picture.image));
  assert.ok(Math.abs(analysis.score - picture.score) < 1e-4, `${analysis.score} is not ${picture.score}.`);
}

/** Columns, rows, bit depth and colour type of a PNG of one data chunk; checks that all its rows are there. */
export function readPng(png, channels) {
  assert.equal(png.subarray(0, 8).toString('hex'), '89504e470d0a1a0a');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const data = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') {
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
    }
  }
  assert.equal(inflateSync(Buffer.concat(data)).length, (width * channels + 1) * height);
  return { width, height, depth: png[24], colour: png[25] };
}
