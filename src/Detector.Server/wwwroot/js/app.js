// Starts the page.

import { byId } from './dom.js';
import { entries, on, totals, unsaved } from './entries.js';
import { prepare, reports, saveLog } from './exports.js';
import { spoken } from './first.js';
import { apply, load, number, preferred, t } from './i18n.js';
import * as intake from './intake.js';
import * as keyboard from './keyboard.js';
import { onPreference, prefer, prefs } from './prefs.js';
import { goOn, isStarted } from './scheduler.js';
import * as session from './session.js';
import * as banner from './views/banner.js';
import { CaseView } from './views/case.js';
import { showHelp } from './views/help.js';
import { showPreferences } from './views/preferences.js';
import * as queue from './views/queue.js';

await spoken;

const view = new CaseView(reports(() => session.settings?.client ?? null));
const help = () => showHelp(session.settings);

listen();
speak();
await session.begin(speak);
prepare().catch(() => {});

function listen() {
  queue.watch();
  intake.listen();
  banner.watch(() => (isStarted() ? goOn() : session.again()));
  keyboard.listen(view, { help, log: saveLog });
  on('select', () => view.render());
  on('entry', entry => view.changed(entry));
  on('entries', () => view.position());
  ['select', 'entry', 'entries'].forEach(event => on(event, foot));
  onPreference(preferenceChanged);
  byId('help').addEventListener('click', help);
  byId('preferences').addEventListener('click', showPreferences);
  byId('log').addEventListener('click', saveLog);
  byId('signout').addEventListener('click', session.leave);
  byId('language').addEventListener('change', event => prefer('language', event.target.value));
  addEventListener('beforeunload', event => unsaved() && event.preventDefault());
}

/** Says everything in the language that is loaded. */
function speak() {
  apply();
  byId('language').value = document.documentElement.lang;
  queue.relabel(session.settings?.limits);
  document.body.classList.toggle('no-keys', !prefs.keys);
  if (!byId('work').hidden) {
    view.render(true);
  }
  foot();
}

async function preferenceChanged(name) {
  if (name === 'language') {
    // While the service is away the old words stay.
    await load(prefs.language ?? preferred()).catch(() => {});
    speak();
  } else if (name === 'theme') {
    document.documentElement.dataset.theme = prefs.theme;
  } else if (name === 'blur' || name === 'grey' || name === 'opacity') {
    view.look.refresh();
  } else if (name === 'map' || name === 'split') {
    view.look.render();
  } else {
    speak();
  }
}

function foot() {
  const { decided, tiles, full, views, same } = totals();
  const parts = [];
  if (entries.length) {
    parts.push(t('app.session', { decided: number(decided), tiles: number(tiles), full: number(full) }));
  }
  if (views) {
    parts.push(t('app.agreement', { same: number(same), all: number(views) }));
  }
  byId('session').textContent = parts.join(' ');
}
