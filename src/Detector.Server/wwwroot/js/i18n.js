// Words, numbers and dates in the person's language.

const languages = ['en', 'nl', 'fr', 'de'];

let words = {};
let locale = 'en';
let region = 'en';
let formats = new Map();

/** The best of our languages for what the browser asks for. */
export function preferred(wanted = navigator.languages) {
  const found = wanted.map(tag => tag.toLowerCase().split('-')[0]).find(tag => languages.includes(tag));
  return found ?? 'en';
}

/** Loads a language. */
export async function load(language) {
  const response = await fetch(`i18n/${language}.json`);
  if (!response.ok) {
    throw new Error(`i18n/${language}.json: ${response.status}`);
  }
  words = await response.json();
  locale = language;
  // The browser's own variant of the language (nl-BE, en-GB) writes numbers and dates as the person does.
  region = navigator.languages.find(tag => tag.toLowerCase().startsWith(`${language}-`)) ?? language;
  formats = new Map();
  document.documentElement.lang = language;
}

export function language() {
  return locale;
}

/**
 * The words of a key, with {placeholders} filled. A missing key is noted on the root element as data-missing, or thrown
 * where that has data-i18n="strict".
 */
export function t(key, values = {}) {
  const text = words[key] ?? missing(key);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export function has(key) {
  return key in words;
}

/** The words for a count: key.one, key.other and so on, with {n}. */
export function count(key, n, values = {}) {
  const form = `${key}.${new Intl.PluralRules(locale).select(n)}`;
  return t(has(form) ? form : `${key}.other`, { n: number(n), ...values });
}

function missing(key) {
  const root = document.documentElement;
  if (root.dataset.i18n === 'strict') {
    throw new Error(`No words for ${key} in ${locale}.`);
  }
  root.dataset.missing = `${root.dataset.missing ?? ''} ${key}`.trim();
  return key;
}

function format(name, make) {
  if (!formats.has(name)) {
    formats.set(name, make());
  }
  return formats.get(name);
}

export function number(value, digits = 0) {
  return format(`n${digits}`, () => new Intl.NumberFormat(region, {
    minimumFractionDigits: digits, maximumFractionDigits: digits,
  })).format(value);
}

/** A share, 0 to 1, as a percentage. */
export function percent(value, digits = 0) {
  return format(`p${digits}`, () => new Intl.NumberFormat(region, {
    style: 'percent', minimumFractionDigits: 0, maximumFractionDigits: digits,
  })).format(value);
}

export function time(date) {
  const style = { dateStyle: 'medium', timeStyle: 'medium' };
  return format('t', () => new Intl.DateTimeFormat(region, style)).format(new Date(date));
}

/** A size in bytes. */
export function bytes(size) {
  const units = ['byte', 'kilobyte', 'megabyte'];
  const step = size < 1024 ? 0 : size < 1024 * 1024 ? 1 : 2;
  const value = size / 1024 ** step;
  return format(`b${step}${value < 10}`, () => new Intl.NumberFormat(region, {
    style: 'unit', unit: units[step], unitDisplay: 'short', maximumFractionDigits: step && value < 10 ? 1 : 0,
  })).format(value);
}

export function list(items) {
  return format('l', () => new Intl.ListFormat(region, { type: 'conjunction' })).format(items);
}

/** Fills in the words of the page's fixed parts. */
export function apply(root = document) {
  root.querySelectorAll('[data-i18n]').forEach(element => { element.textContent = t(element.dataset.i18n); });
  root.querySelectorAll('[data-i18n-label]').forEach(element => {
    element.setAttribute('aria-label', t(element.dataset.i18nLabel));
  });
}
