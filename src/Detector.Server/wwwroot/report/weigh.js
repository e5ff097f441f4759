// The finding under two propositions, as ENFSI and SWGDE advise for reports on pictures: what would be expected if each held. Only
// what was measured is stated; likelihood ratios were not.
import { html } from './text.js';
import { band, rateOf } from './words.js';

/** A section of the report; nothing for a verdict that is not known. */
export function weigh({ finding, model }, t, write) {
  const which = band(finding.verdict);
  if (!which || !model.thresholds) {
    return null;
  }
  const { inconclusive, likelyManipulated } = model.thresholds;
  const threshold = which === 'manipulated' ? likelyManipulated : inconclusive;
  const values = { lower: write.score(inconclusive.score), upper: write.score(likelyManipulated.score) };
  return html`<section><h2>${t('doc.weigh')}</h2>
<p>${t('doc.weigh.text')}</p>
<h3>${t('doc.first')}</h3>
<p>${t(`doc.first.${which}`, values)}</p>
<ul>${measured(model.figures, t, write)}</ul>
<h3>${t('doc.second')}</h3>
<p>${t(`doc.second.${which}`, values)} ${rate(threshold, t, write)}</p>
<p>${t('doc.weigh.limits')}</p></section>`;
}

function rate(threshold, t, write) {
  if (!threshold.falsePositiveRate || !threshold.negatives) {
    return t('doc.rate.none');
  }
  const { falsePositiveRate: value, falsePositiveRateLow: low, falsePositiveRateHigh: high } = threshold;
  const values = {
    count: write.whole(threshold.negatives),
    rate: write.share(value),
    threshold: write.score(threshold.score),
    low: write.share(low),
    high: write.share(high),
  };
  return t(high > 0 ? 'doc.rate' : 'doc.rate.plain', values);
}

function measured(figures, t, write) {
  return figures.filter((figure) => rateOf(figure.metric) !== null).map((figure) => html`<li>${t('doc.found', {
    found: write.share(figure.value),
    low: write.share(figure.low),
    high: write.share(figure.high),
    rate: write.share(rateOf(figure.metric)),
    count: write.whole(figure.positives),
  })} <span lang="en">${figure.data}</span></li>`);
}
