// The case report: what was found, by which model, who decided what and when. Nothing here touches the page.
export { renderHtml } from './html.js';
export { csvLog } from './csv.js';

const formats = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'];
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * The report as plain data, which is the JSON report too. Scores and shares are 0 to 1, regions pixels of the upright picture,
 * times ISO 8601 in UTC.
 * @param entry of the queue; it must have been scored
 * @param context { language, t, client, now, timeZone, includeFileName, picture, warning }: all but language may be missing;
 *   picture is a data URL, as readPicture makes one; warning (text) => the service's words in the language, or null
 */
export function buildCase(entry, context) {
  const { analysis } = entry;
  const language = context.language;
  return {
    format: 'detector-case-report',
    formatVersion: 1,
    language,
    timeZone: context.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    createdAt: time(context.now ?? new Date()),
    statement: context.t ? context.t('doc.signal') : null,
    client: context.client ?? null,
    picture: {
      sha256: analysis.sha256,
      sha256InBrowser: entry.sha256 ?? null,
      fileName: context.includeFileName ? entry.name : null,
      bytes: entry.file?.size ?? null,
      format: analysis.format,
      width: analysis.width,
      height: analysis.height,
      image: safePicture(context.picture),
    },
    finding: finding(analysis, context.warning),
    model: model(analysis, entry.model),
    review: review(entry),
  };
}

/** As buildCase, with the picture inside where context.includePicture says so. */
export async function buildCaseFile(entry, context) {
  const picture = context.includePicture ? await readPicture(entry) : context.picture;
  return buildCase(entry, { ...context, picture });
}

/** The entry's file as a data URL. Its type is the one that the service found, not the one that the file claims. */
export async function readPicture(entry) {
  const format = entry.analysis?.format;
  if (!formats.includes(format)) {
    throw new TypeError(`A picture of format ${format} cannot be put into a report.`);
  }
  const bytes = new Uint8Array(await entry.file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return `data:image/${format};base64,${btoa(text)}`;
}

function finding(analysis, warning) {
  const map = analysis.mapMeaningful && base64.test(analysis.mapPng ?? '');
  return {
    verdict: analysis.verdict,
    score: analysis.score,
    kind: analysis.kind,
    kinds: { ...analysis.kinds },
    mapMeaningful: Boolean(analysis.mapMeaningful),
    map: map ? `data:image/png;base64,${analysis.mapPng}` : null,
    regions: (analysis.regions ?? []).map((region) => ({ ...region })),
    tiles: analysis.tiles,
    warnings: [...(analysis.warnings ?? [])],
    warningsTranslated: (analysis.warnings ?? []).map((text) => warning?.(text) ?? null),
    reliability: structuredClone(analysis.reliability ?? null),
    device: analysis.device,
    milliseconds: analysis.timings?.total ?? null,
  };
}

// What a model states about itself counts only where it is the very model that gave the score.
function model(analysis, info) {
  const scored = { ...analysis.model };
  const same = Boolean(info) && info.model?.sha256 === scored.sha256;
  return {
    ...scored,
    described: same,
    description: same ? info.description : null,
    licence: same ? info.licence : null,
    framing: same ? { ...info.framing } : null,
    calibration: same ? info.calibration : null,
    thresholds: same ? structuredClone(info.thresholds) : null,
    figures: same ? (info.figures ?? []).map((figure) => ({ ...figure })) : [],
    degraded: same ? Boolean(info.degraded) : null,
  };
}

function review(entry) {
  const { decision } = entry;
  return {
    ownView: decision?.ownView ?? null,
    ownViewAt: time(decision?.ownViewAt),
    decision: decision?.value ?? null,
    decidedAt: time(decision?.at),
    note: decision?.note ?? '',
    tilesShown: entry.reveals?.tiles ?? 0,
    wholePictureShown: entry.reveals?.full ?? 0,
    receivedAt: time(entry.receivedAt),
    scoredAt: time(entry.scoredAt),
  };
}

function safePicture(url) {
  const [head, data] = (url ?? '').split(',');
  return formats.some((format) => head === `data:image/${format};base64`) && base64.test(data) ? url : null;
}

function time(value) {
  return value === null || value === undefined ? null : new Date(value).toISOString();
}
