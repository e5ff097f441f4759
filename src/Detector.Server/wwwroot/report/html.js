// The report as a document of its own: no script, nothing from elsewhere, made to be printed.
import { reliabilityWords } from './reliability.js';
import { html, writer } from './text.js';
import { weigh } from './weigh.js';
import { band, decisionWord, kindOdds, kindWord, metricWord, verdictWord, viewWord } from './words.js';

const style = `
@page { margin: 18mm 16mm }
body { font: 11pt/1.45 system-ui, sans-serif; color: #111; background: #fff; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5em; margin: 0 0 .3em }
h2 { font-size: 1.15em; margin: 1.6em 0 .4em; border-bottom: 1px solid #999; break-after: avoid }
h3 { font-size: 1em; margin: 1em 0 .2em; break-after: avoid }
dl { display: grid; grid-template-columns: 12rem 1fr; gap: .25em 1em; margin: 0 }
dt { color: #444 }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .25em .6em .25em 0; border-bottom: 1px solid #ccc }
figure { margin: 0; break-inside: avoid }
img { max-width: 100%; max-height: 14cm; border: 1px solid #666 }
figcaption, .small { font-size: .9em; color: #444 }
.signal { border: 2px solid #111; padding: .6em .8em; font-weight: 600 }
.hash { font-family: ui-monospace, monospace; font-size: .85em }
@media print { body { margin: 0; max-width: none; padding: 0 } tr, li { break-inside: avoid } }`;
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/**
 * The document.
 * @param report as buildCase made it
 * @param t (key, values) => text, in the report's language
 */
export function renderHtml(report, t) {
  const write = writer(report.language, report.timeZone);
  return `<!DOCTYPE html>\n${html`<html lang="${report.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${t('doc.title')} ${report.picture.sha256.slice(0, 12)}</title>
<style>${html([style])}</style>
</head>
<body>
<h1>${t('doc.title')}</h1>
<p class="small">${t('doc.made', { time: write.time(report.createdAt) })}
${report.client && t('menu.client', { name: report.client })}</p>
<p class="signal">${t('doc.signal')}</p>
${[decision, picture, finding].map((section) => section(report, t, write))}
${weigh(report, t, write)}
${[map, model].map((section) => section(report, t, write))}
</body>
</html>`}\n`;
}

function decision({ review }, t, write) {
  return html`<section><h2>${t('decision.title')}</h2><dl>
${row(t('decision.title'), decisionWord(review.decision, t))}
${row(t('doc.decided'), at(review.decidedAt, write))}
${row(t('decision.note'), review.note)}
${row(t('doc.own'), review.ownView ? viewWord(review.ownView, t) : t('doc.own.none'))}
${row(t('doc.own.at'), at(review.ownViewAt, write))}
${row(t('doc.tiles'), write.whole(review.tilesShown))}
${row(t('doc.full'), write.whole(review.wholePictureShown))}
${row(t('evidence.received'), at(review.receivedAt, write))}
${row(t('evidence.scored'), at(review.scoredAt, write))}
</dl></section>`;
}

function picture({ picture: file }, t, write) {
  const differ = file.sha256InBrowser && file.sha256InBrowser !== file.sha256;
  return html`<section><h2>${t('doc.picture')}</h2><dl>
${row(t('evidence.hash'), hash(file.sha256))}
${differ && row(t('doc.hash.browser'), hash(file.sha256InBrowser))}
${row(t('doc.name'), file.fileName)}
${row(t('evidence.file'), t('case.facts', {
    format: file.format.toUpperCase(),
    width: write.whole(file.width),
    height: write.whole(file.height),
    size: file.bytes === null ? '' : t('doc.bytes', { count: write.whole(file.bytes) }),
  }))}
</dl>
${differ && html`<p class="signal">${t('doc.hash.differs')}</p>`}
${file.image
    ? html`<figure><img src="${file.image}" alt="${t('doc.picture')}"><figcaption>${t('doc.picture.in')}</figcaption></figure>`
    : html`<p class="small">${t('doc.picture.out')}</p>`}</section>`;
}

function finding({ finding: found, model: by, picture: file }, t, write) {
  const score = html`${write.score(found.score)} (${write.share(found.score)})`;
  const which = band(found.verdict);
  const limits = by.thresholds && t('evidence.thresholds.value', {
    lower: write.score(by.thresholds.inconclusive.score),
    upper: write.score(by.thresholds.likelyManipulated.score),
  });
  return html`<section><h2>${t('verdict.title')}</h2><dl>
${row(html`<strong>${verdictWord(found.verdict, t)}</strong>`, which && t(`verdict.${which}.text`))}
${row(t('verdict.score'), html`${score}<br><span class="small">${t('verdict.score.text')}</span>`)}
${row(t('evidence.thresholds'), limits)}
${row(t('trust.title'), html`${reliabilityWords(found.reliability, file.format, t, write.whole)
    .map((sentence) => html`${sentence}<br>`)}`)}
${row(t('kind.title'), html`${kindWord(found.kind, t)}<br>${kindShares(found, t, write)}`)}
</dl>
${found.warnings.length > 0 && html`<h3>${t('warnings.title')}</h3>
<ul>${found.warnings.map((warning, i) => found.warningsTranslated[i]
    ? html`<li>${found.warningsTranslated[i]}</li>`
    : html`<li lang="en">${warning}</li>`)}</ul>`}</section>`;
}

function kindShares({ kind, kinds }, t, write) {
  const odds = kindOdds(kind, kinds);
  return odds && html`<span class="small">${t('kind.if')} ${t('kind.full')} ${write.share(odds.full)}, ${t('kind.local')}
${write.share(odds.local)}</span>`;
}

function map({ finding: found }, t, write) {
  if (!found.mapMeaningful) {
    const why = found.kind === 'KIND_FULLY_GENERATED' ? 'stage.nomap.full' : 'stage.nomap.model';
    return html`<section><h2>${t('stage.map')}</h2><p>${t(why)}</p></section>`;
  }
  return html`<section><h2>${t('stage.map')}</h2>
${found.map && html`<figure><img src="${found.map}" alt="${t('stage.map')}">
<figcaption>${t('doc.map')}</figcaption></figure>`}
<h3>${t('regions.title')}</h3>
${found.regions.length === 0
    ? html`<p>${t('regions.none')}</p>`
    : html`<ol>${found.regions.map((region) => regionItem(region, t, write))}</ol>`}</section>`;
}

// A region's place and figures, as one line.
function regionItem(region, t, write) {
  const where = t('doc.region', {
    x: write.whole(region.x),
    y: write.whole(region.y),
    width: write.whole(region.width),
    height: write.whole(region.height),
  });
  const figures = { score: write.score(region.score), area: write.share(region.area) };
  return html`<li>${where} (${t('regions.figures', figures)})</li>`;
}

function model({ finding: found, model: by }, t, write) {
  return html`<section><h2>${t('evidence.model')}</h2><dl>
${row(t('evidence.model'), html`${by.name} ${by.version}<br><span class="small" lang="en">${by.description}</span>`)}
${row(t('evidence.model.hash'), hash(by.sha256))}
${row(t('evidence.calibration'), by.calibration && html`<span lang="en">${by.calibration}</span>`)}
${row(t('evidence.time'), found.milliseconds !== null
    && t('evidence.time.value', { ms: write.whole(found.milliseconds), device: found.device }))}
${row(t('evidence.tiles'), write.whole(found.tiles))}
</dl>
${by.degraded && html`<p>${t('evidence.degraded')}</p>`}
${by.described ? figures(by.figures, t, write) : html`<p>${t('doc.model.changed')}</p>`}</section>`;
}

function figures(all, t, write) {
  if (all.length === 0) {
    return html`<p>${t('trust.nofigures')}</p>`;
  }
  return html`<h3>${t('evidence.figures')}</h3>
<table><thead><tr><th>${t('evidence.metric')}</th><th>${t('evidence.value')}</th><th>${t('evidence.data')}</th></tr></thead>
<tbody>${all.map((figure) => html`<tr><td>${metricWord(figure.metric, t, write)}</td>
<td>${write.score(figure.value)}${figure.low < figure.high && ` (${write.score(figure.low)} – ${write.score(figure.high)})`}</td>
<td><span lang="en">${figure.data}</span><br><span class="small">${t('doc.counts', {
    manipulated: write.whole(figure.positives),
    real: write.whole(figure.negatives),
  })}</span></td></tr>`)}</tbody></table>`;
}

// A line of a list; none where there is nothing to say.
function row(name, value) {
  const nothing = value === null || value === undefined || value === false || value === '' || value.length === 0;
  return nothing ? null : html`<dt>${name}</dt><dd>${value}</dd>`;
}

function at(iso, write) {
  return iso && html`<time datetime="${iso}">${write.time(iso)}</time>`;
}

function hash(sha256) {
  return html`<span class="hash">${sha256}</span>`;
}
