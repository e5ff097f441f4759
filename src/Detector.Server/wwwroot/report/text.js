// Text for documents: escaped unless it is markup made here, numbers and times as the language writes them.
const locales = { en: 'en-GB', nl: 'nl-BE', fr: 'fr-BE', de: 'de-BE' };
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

class Markup {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

export function escape(value) {
  return String(value).replace(/[&<>"']/g, (character) => entities[character]);
}

/** Template tag: values are escaped, markup of the same tag and lists of it are not; null, undefined and false are nothing. */
export function html(parts, ...values) {
  return new Markup(parts.reduce((text, part, i) => text + insert(values[i - 1]) + part));
}

function insert(value) {
  if (Array.isArray(value)) {
    return value.map(insert).join('');
  }
  if (value === null || value === undefined || value === false) {
    return '';
  }
  return value instanceof Markup ? value.text : escape(value);
}

/** How a language writes numbers and times. */
export function writer(language, timeZone) {
  const locale = locales[language] ?? language;
  const make = (options) => {
    const format = new Intl.NumberFormat(locale, options);
    return (value) => format.format(value);
  };
  const times = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'long', timeZone });
  return {
    whole: make({ maximumFractionDigits: 0 }),
    score: make({ minimumFractionDigits: 3, maximumFractionDigits: 3 }),
    share: make({ style: 'percent', maximumFractionDigits: 1 }),
    time: (iso) => times.format(new Date(iso)),
  };
}
