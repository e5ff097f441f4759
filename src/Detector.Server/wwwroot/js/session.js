// Getting to work: settings, sign-in where keys are configured, sign-out.

import * as api from './api.js';
import { announce, byId } from './dom.js';
import { clear, entries, on } from './entries.js';
import { t } from './i18n.js';
import { opened, pause, tryNow } from './link.js';
import { knownModel, start, stop } from './scheduler.js';
import { ask } from './views/dialogs.js';
import { showSignIn } from './views/signin.js';

/** What the service has told about itself; null before it has. */
export let settings = null;

let ready = () => {};
let refusals = [];

/** Begins; `told` is called each time the settings are there. */
export async function begin(told) {
  ready = told;
  on('signedout', backToSignIn);
  await enter();
}

/** Tries at once to reach the service. */
export function again() {
  tryNow(enter);
}

async function enter() {
  try {
    settings = await api.settings();
    if (settings.signIn && !settings.signedIn) {
      opened();
      gate();
      return;
    }
    const model = await api.model();
    opened();
    byId('gate').hidden = true;
    byId('gate').replaceChildren();
    byId('work').hidden = false;
    byId('signout').hidden = !settings.signIn;
    byId('signout').title = settings.client ? t('menu.client', { name: settings.client }) : '';
    ready(settings);
    start(settings, model);
  } catch (failure) {
    if (failure.status === 401 || failure.status === 403) {
      gate(t('problem.no_credentials'));
    } else {
      pause(failure instanceof api.Failure ? failure : new api.Failure('connection'), enter);
    }
  }
}

function gate(note = '') {
  byId('work').hidden = true;
  byId('signout').hidden = true;
  byId('gate').hidden = false;
  ready(settings);
  showSignIn(enter, note);
}

/** A call was refused: the session is over, or its token is an old one. */
async function backToSignIn(failure) {
  // Where even fresh settings do not help, waiting keeps this from going round in circles.
  refusals = [...refusals.filter(at => Date.now() - at < 10_000), Date.now()];
  if (refusals.length > 3) {
    pause(failure, enter);
    return;
  }
  try {
    settings = await api.settings();
  } catch (lost) {
    pause(lost, enter);
    return;
  }
  if (settings.signIn && !settings.signedIn) {
    gate(t('problem.no_credentials'));
  } else {
    await enter();
  }
}

/** Signs out and forgets the queue. */
export async function leave() {
  if (entries.length && !await ask(t('signout.ask'), t('signout.yes'))) {
    return;
  }
  stop();
  try {
    await api.signOut();
  } catch (failure) {
    if (failure.reason === 'connection') {
      start(settings, knownModel());
      announce(t('signout.failed'));
      return;
    }
  }
  clear();
  await enter();
}
