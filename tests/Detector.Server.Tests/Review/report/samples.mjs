// What the report's tests are made of.
import { readFileSync } from 'node:fs';

export const languages = ['en', 'nl', 'fr', 'de'];

/** The words of a language; a key or a value that is missing is an error. */
export function words(language) {
  const all = JSON.parse(readFileSync(new URL(`../page/i18n/${language}.json`, import.meta.url), 'utf8'));
  return (key, values = {}) => {
    if (!(key in all)) {
      throw new Error(`${language} has no ${key}.`);
    }
    return all[key].replace(/\{(\w+)\}/g, (whole, name) => {
      if (!(name in values)) {
        throw new Error(`${key} needs ${name}.`);
      }
      return values[name];
    });
  };
}

export const hash = 'ab'.repeat(32);
export const modelHash = 'cd'.repeat(32);
export const map = 'iVBORw0KGgo=';

export function analysis(changes = {}) {
  return {
    sha256: hash,
    width: 1200,
    height: 800,
    format: 'jpeg',
    score: 0.73124,
    verdict: 'VERDICT_LIKELY_MANIPULATED',
    kind: 'KIND_LOCALLY_EDITED',
    kinds: { none: 0.1, fullyGenerated: 0.2, locallyEdited: 0.7 },
    mapMeaningful: true,
    regions: [{ x: 10, y: 20, width: 300, height: 400, score: 0.812, area: 0.125 }],
    mapPng: map,
    grid: { columns: 1, rows: 1, values: [0.5] },
    model: { name: 'trace', version: '0.1.0', sha256: modelHash },
    device: 'cpu',
    timings: { total: 123.4 },
    warnings: ['The file holds 3 frames or pages; only the first was examined.'],
    tiles: 24,
    reliability: {
      compression: 'COMPRESSION_JPEG', jpegQuality: 88, longestSide: 1200, bucket: bucket(), notMeasured: '',
    },
    ...changes,
  };
}

export function bucket(changes = {}) {
  return {
    jpegQualityLow: 85, jpegQualityHigh: 94, longestSideLow: 512, longestSideHigh: 1535,
    tprAt1Fpr: 0.31, tprLow: 0.18, tprHigh: 0.45, positives: 1200, negatives: 400, ...changes,
  };
}

export function model(changes = {}) {
  return {
    model: { name: 'trace', version: '0.1.0', sha256: modelHash },
    description: 'Finds traces.',
    licence: 'Apache-2.0',
    framing: { method: 'tiles', size: 256, overlap: 64, maxTiles: 128 },
    thresholds: {
      inconclusive: threshold(0.532, 0.05, 0.0352, 0.0705),
      likelyManipulated: threshold(0.684, 0.01, 0.0046, 0.0216),
    },
    calibration: 'platt (scale 1.07), fitted on photographs',
    figures: [
      { metric: 'auc', value: 0.752, low: 0.66, high: 0.844, data: 'val, JPEG 90', positives: 50, negatives: 49 },
      { metric: 'tpr_at_5_fpr', value: 0.14, low: 0.04, high: 0.56, data: 'val, JPEG 90', positives: 50, negatives: 49 },
      { metric: 'map_f1', value: 0.1, low: 0.1, high: 0.1, data: 'inpainted', positives: 11, negatives: 0 },
      { metric: 'novel', value: 0.3, low: 0.2, high: 0.4, data: 'else', positives: 1, negatives: 1 },
    ],
    degraded: false,
    ...changes,
  };
}

function threshold(score, falsePositiveRate, falsePositiveRateLow, falsePositiveRateHigh) {
  return { score, falsePositiveRate, negatives: 600, falsePositiveRateLow, falsePositiveRateHigh };
}

export function entry(changes = {}) {
  return {
    id: 1,
    name: 'holiday.jpg',
    file: new File([new Uint8Array([0xff, 0xd8, 0xff])], 'holiday.jpg', { type: 'text/html' }),
    sha256: hash,
    analysis: analysis(),
    model: model(),
    problem: null,
    decision: {
      value: 'manipulated',
      note: 'Seams at the collar.',
      at: '2026-11-22T10:05:00.000Z',
      ownView: 'unsure',
      ownViewAt: '2026-11-22T10:04:00.000Z',
    },
    reveals: { tiles: 2, full: 1 },
    receivedAt: '2026-11-22T10:00:00.000Z',
    scoredAt: '2026-11-22T10:00:01.000Z',
    ...changes,
  };
}

export function context(changes = {}) {
  const language = changes.language ?? 'en';
  return { language, t: words(language), client: 'helpline', now: new Date('2026-11-22T10:06:00Z'), timeZone: 'UTC', ...changes };
}
