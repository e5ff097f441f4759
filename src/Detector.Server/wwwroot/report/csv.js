// The decision log of a tab: RFC 4180, and nothing that a spreadsheet would take for a formula.
import { decisionWord, kindWord, verdictWord, viewWord } from './words.js';

const byteOrderMark = '\uFEFF';

/**
 * The log, a line for each entry, times in ISO 8601 and UTC, numbers with a point. Begins with a byte order mark: spreadsheets read
 * it as UTF-8 then.
 * @param entries of the queue
 * @param t (key, values) => text
 * @param options { fileNames }: true puts names of files in, which may say whom a picture shows
 */
export function csvLog(entries, t, options = {}) {
  const columns = columnsFor(t, options);
  const lines = [columns.map(([name]) => name), ...entries.map((entry, i) => columns.map(([, read]) => read(entry, i)))];
  return byteOrderMark + lines.map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

function columnsFor(t, { fileNames }) {
  return [
    ['#', (entry, i) => i + 1],
    ...(fileNames ? [[t('doc.name'), (entry) => entry.name]] : []),
    [t('evidence.hash'), (entry) => entry.analysis?.sha256 ?? entry.sha256],
    [t('evidence.received'), (entry) => time(entry.receivedAt)],
    [t('evidence.scored'), (entry) => time(entry.scoredAt)],
    [t('doc.own'), (entry) => viewWord(entry.decision?.ownView, t)],
    [t('doc.own.at'), (entry) => time(entry.decision?.ownViewAt)],
    [t('verdict.title'), (entry) => verdictWord(entry.analysis?.verdict, t)],
    [t('verdict.score'), ({ analysis }) => analysis && Number(analysis.score.toFixed(4))],
    [t('kind.title'), (entry) => kindWord(entry.analysis?.kind, t)],
    [t('decision.title'), (entry) => decisionWord(entry.decision?.value, t)],
    [t('doc.decided'), (entry) => time(entry.decision?.at)],
    [t('decision.note'), (entry) => entry.decision?.note],
    [t('doc.tiles'), (entry) => entry.reveals?.tiles ?? 0],
    [t('doc.full'), (entry) => entry.reveals?.full ?? 0],
    [t('evidence.model'), ({ analysis }) => analysis && `${analysis.model.name} ${analysis.model.version}`],
    [t('evidence.model.hash'), (entry) => entry.analysis?.model.sha256],
    [t('warnings.title'), (entry) => entry.analysis?.warnings?.join(' ')],
    [t('problem.title'), (entry) => entry.problem?.reason],
  ];
}

function field(value) {
  const text = String(value ?? '');
  // Spreadsheets also see a formula behind a tab or a line break, and in full-width signs.
  const safe = typeof value === 'string' && /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function time(value) {
  return value === null || value === undefined ? '' : new Date(value).toISOString();
}
