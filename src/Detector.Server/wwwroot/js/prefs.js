// The only thing that the browser keeps: language and preferences.

const place = 'detector.preferences';

const defaults = {
  language: null,
  theme: 'auto',
  ownView: true,
  advance: true,
  keys: true,
  map: true,
  opacity: 0.75,
  split: false,
  blur: 8,
  grey: true,
};

const allowed = {
  language: value => value === null || ['en', 'nl', 'fr', 'de'].includes(value),
  theme: value => ['auto', 'light', 'dark'].includes(value),
  opacity: value => value >= 0 && value <= 1,
  blur: value => value >= 0 && value <= 24,
};

/** The preferences; change them with `prefer`. */
export const prefs = { ...defaults, ...stored() };

function stored() {
  try {
    const found = JSON.parse(localStorage.getItem(place) ?? '{}');
    return Object.fromEntries(Object.entries(found).filter(([name, value]) => fits(name, value)));
  } catch {
    return {};
  }
}

function fits(name, value) {
  return name in defaults
    && (name === 'language' || typeof value === typeof defaults[name])
    && (allowed[name]?.(value) ?? true);
}

/**
 * What the server has to know for the page to begin in the right language and colours: a cookie each, and none for what
 * the browser says itself.
 */
function tellServer() {
  tell('language', prefs.language);
  tell('theme', prefs.theme === 'auto' ? null : prefs.theme);
}

function tell(name, value) {
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `detector-${name}=${value ?? ''}; max-age=${value ? 31_536_000 : 0}; samesite=strict${secure}`;
}

tellServer();

const watchers = new Set();

/** Calls a function after each change, with the name of what changed. */
export function onPreference(watcher) {
  watchers.add(watcher);
}

/** Changes a preference and keeps it. */
export function prefer(name, value) {
  if (!fits(name, value)) {
    return;
  }
  prefs[name] = value;
  try {
    localStorage.setItem(place, JSON.stringify(prefs));
  } catch {
    // Storage may be off: the preference then lasts as long as the tab.
  }
  tellServer();
  watchers.forEach(watcher => watcher(name));
}
