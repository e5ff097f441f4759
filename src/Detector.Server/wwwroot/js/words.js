// Which words stand for what the service says.

import { has, number, percent, t } from './i18n.js';

const verdicts = {
  VERDICT_LIKELY_MANIPULATED: 'manipulated',
  VERDICT_INCONCLUSIVE: 'inconclusive',
  VERDICT_NO_EVIDENCE: 'none',
};
const kinds = { KIND_FULLY_GENERATED: 'full', KIND_LOCALLY_EDITED: 'local', KIND_NONE: 'none' };

/** Short name of a verdict: manipulated, inconclusive, none. */
export function verdict(analysis) {
  return verdicts[analysis.verdict] ?? 'inconclusive';
}

/** Short name of a kind: full, local, none. */
export function kind(analysis) {
  return kinds[analysis.kind] ?? 'none';
}

/** A score as a percentage; with a decimal where it would else seem to lie on a threshold. */
export function score(value, thresholds) {
  const near = [thresholds?.inconclusive.score, thresholds?.likelyManipulated.score]
    .some(threshold => Math.abs(value - threshold) < 0.01);
  return percent(value, near ? 1 : 0);
}

/** The state of an entry, for the list. */
export function state(entry, waits) {
  if (entry.state === 'uploading') {
    return t('state.uploading', { share: percent(entry.progress) });
  }
  if (entry.state === 'decided') {
    return t(`decision.${entry.decision.value}`);
  }
  return t(entry.state === 'waiting' && waits && entry.attempts ? 'state.retry' : `state.${entry.state}`);
}

/** What went wrong with a picture and what to do. */
export function problem(failure) {
  const key = `problem.${failure.reason}`;
  return t(has(key) ? key : 'problem.unexpected');
}

/** The service's warnings are English sentences; these are the ones that it has. */
const warnings = [
  [/^The image takes (\d+) tiles and the model allows (\d+): (\d+) /, 'warnings.sampled', ['full', 'most', 'seen']],
  [/^The image is (\d+)x(\d+) and smaller than one (\d+)-pixel tile/, 'warnings.small', ['width', 'height', 'side']],
  [/^The file holds (\d+) frames or pages/, 'warnings.frames', ['frames']],
  [/^The embedded colour profile is unusable/, 'warnings.profile', []],
];

/** A warning in the person's language; null for one that the page does not know. */
export function warning(text) {
  for (const [pattern, key, names] of warnings) {
    const found = pattern.exec(text);
    if (found) {
      return t(key, Object.fromEntries(names.map((name, i) => [name, number(Number(found[i + 1]))])));
    }
  }
  return null;
}

/** Where in the picture a region lies. */
export function place(region, analysis) {
  const third = (middle, names) => names[Math.min(2, Math.floor(middle * 3))];
  const row = third((region.y + region.height / 2) / analysis.height, ['top', 'middle', 'bottom']);
  const column = third((region.x + region.width / 2) / analysis.width, ['left', 'middle', 'right']);
  return t(`place.${row}.${column}`);
}
