// Fetches the words while the rest is still coming, and takes up colours that the server was not told of.

import { load, preferred } from './i18n.js';
import { prefs } from './prefs.js';

document.documentElement.dataset.theme = prefs.theme;

/** Settled once the words are there. */
export const spoken = load(prefs.language ?? preferred());
