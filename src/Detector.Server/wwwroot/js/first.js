// Runs before the rest is loaded: colours and words, so that the page shows itself at once.

import { apply, load, preferred } from './i18n.js';
import { prefs } from './prefs.js';

document.documentElement.dataset.theme = prefs.theme;

/** Settled once the words are there. */
export const spoken = load(prefs.language ?? preferred()).then(() => {
  apply();
  document.body.classList.remove('starting');
});
