// What leaves the tab, on request: reports and the log of decisions.

import { announce } from './dom.js';
import { entries } from './entries.js';
import { language, t } from './i18n.js';

/** Loads what makes reports: ahead of time, since the service may be away when it is needed. */
export const prepare = () => import('../report/case.js');

/** Makes reports; `client` gives the name under which the person has signed in. */
export function reports(client) {
  const make = async (entry, withPicture, use) => {
    if (!entry?.decision) {
      announce(t('report.need'));
      return;
    }
    try {
      const report = await prepare();
      entry.sha256 ??= await hash(entry.file).catch(() => null);
      const context = { language: language(), t, client: client(), includePicture: withPicture };
      const built = await report.buildCaseFile(entry, context);
      await use(built, report, `detector-${entry.analysis.sha256.slice(0, 12)}`);
      entry.exported = true;
    } catch (error) {
      announce(t(error instanceof CopyRefused ? 'report.copyfailed' : 'report.failed'));
    }
  };
  return {
    html: (entry, picture) => make(entry, picture, (built, report, name) =>
      save(report.renderHtml(built, t), 'text/html', `${name}.html`, 'report.saved')),
    json: (entry, picture) => make(entry, picture, (built, report, name) =>
      save(JSON.stringify(built, null, 2), 'application/json', `${name}.json`, 'report.saved')),
    copy: (entry, picture) => make(entry, picture, async (built, report) => {
      await copy(withoutStyle(report.renderHtml(built, t)), JSON.stringify(built, null, 2));
      announce(t('report.copied'));
    }),
  };
}

/** Saves the log of what was decided in this tab. */
export async function saveLog() {
  const decided = entries.filter(entry => entry.decision);
  if (decided.length === 0) {
    announce(t('log.empty'));
    return;
  }
  const { csvLog } = await prepare();
  const day = new Date().toISOString().slice(0, 10);
  save(csvLog(decided, t), 'text/csv;charset=utf-8', `detector-${day}.csv`, 'log.saved');
  decided.forEach(entry => { entry.exported = true; });
}

/** The browser reads what is copied by this page's own rules, which allow no style sheet inside a document. */
function withoutStyle(html) {
  return html.replace(/<style>[\s\S]*?<\/style>/g, '');
}

class CopyRefused extends Error {}

/** As formatted text and as data, whichever the receiving program takes. */
async function copy(html, plain) {
  try {
    await navigator.clipboard.write([new ClipboardItem({
      'text/html': new Blob([html], { type: 'text/html' }), 'text/plain': new Blob([plain], { type: 'text/plain' }),
    })]);
  } catch (error) {
    throw new CopyRefused('copy', { cause: error });
  }
}

function save(text, type, name, key) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(address);
  announce(t(key, { file: name }));
}

/** The file's SHA-256 as this browser computes it; null where the page has no secure context. */
async function hash(file) {
  if (!globalThis.crypto?.subtle) {
    return null;
  }
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
