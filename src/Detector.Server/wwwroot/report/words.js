// Which words stand for the codes of the contract and of the page.
const verdicts = {
  VERDICT_LIKELY_MANIPULATED: 'manipulated',
  VERDICT_INCONCLUSIVE: 'inconclusive',
  VERDICT_NO_EVIDENCE: 'none',
};
const kinds = { KIND_NONE: 'none', KIND_FULLY_GENERATED: 'full', KIND_LOCALLY_EDITED: 'local' };
const decisions = {
  manipulated: 'decision.manipulated',
  not_shown: 'decision.not_shown',
  escalate: 'decision.escalate',
};
const views = { manipulated: 'own.manipulated', not_shown: 'own.not_shown', unsure: 'own.unsure' };

/** manipulated, inconclusive or none; null for a code that is not known. */
export function band(code) {
  return verdicts[code] ?? null;
}

export function verdictWord(code, t) {
  return verdicts[code] ? t(`verdict.${verdicts[code]}`) : code ?? '';
}

export function kindWord(code, t) {
  return kinds[code] ? t(`kind.${kinds[code]}`) : code ?? '';
}

/**
 * The two kinds as shares of what is left if the picture was manipulated; null where no kind was found. So they agree with
 * the kind that was found: the score alone says how likely manipulation is, and its bands do not begin at one half.
 */
export function kindOdds(code, { fullyGenerated: full, locallyEdited: local } = {}) {
  return (code === 'KIND_FULLY_GENERATED' || code === 'KIND_LOCALLY_EDITED') && full + local > 0
    ? { full: full / (full + local), local: local / (full + local) }
    : null;
}

export function decisionWord(value, t) {
  return decisions[value] ? t(decisions[value]) : value ?? '';
}

export function viewWord(value, t) {
  return views[value] ? t(views[value]) : value ?? '';
}

/** A figure's name; what is not known stays as it is. Shares such as tpr_at_5_fpr name their false positive rate. */
export function metricWord(metric, t, write) {
  const rate = rateOf(metric);
  if (rate !== null) {
    return t('evidence.metric.tpr', { rate: write.share(rate) });
  }
  return ['auc', 'map_cell_auc', 'map_f1'].includes(metric) ? t(`evidence.metric.${metric}`) : metric;
}

/** The false positive rate, 0 to 1, at which a share of found ones was measured; null for other figures. */
export function rateOf(metric) {
  const match = /^tpr_at_(\d+(?:_\d+)?)(?:_percent)?_fpr$/.exec(metric);
  return match ? Number(match[1].replace('_', '.')) / 100 : null;
}
