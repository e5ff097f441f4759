// Help: keys, how to read a result, help lines.

import { el } from '../dom.js';
import { language, t } from '../i18n.js';
import { prefs } from '../prefs.js';
import { open } from './dialogs.js';

const named = {
  Space: 'keyname.space',
  Arrows: 'keyname.arrows',
  Shift: 'keyname.shift',
  Del: 'keyname.delete',
  Esc: 'keyname.escape',
};

/** Keys and what they do; `+` keys go together. */
const keys = [
  [['O'], 'open'], [['J'], 'next'], [['K'], 'previous'], [['U'], 'undecided'], [['1', '2', '3'], 'own'],
  [['1', '…', '9'], 'region'], [['Arrows'], 'tile'], [['L', 'Space'], 'lens'], [['R'], 'full'], [['H'], 'map'],
  [['<', '>'], 'opacity'], [['B'], 'split'], [['+', '-', '0'], 'zoom'], [['Shift+Arrows'], 'pan'],
  [['M'], 'manipulated'],
  [['N'], 'not_shown'], [['E'], 'escalate'], [['T'], 'note'], [['P'], 'html'], [['D'], 'json'], [['C'], 'copy'],
  [['V'], 'log'], [['Shift+Del'], 'remove'], [['?'], 'help'], [['Esc'], 'escape'],
];

export function showHelp(settings) {
  const section = (title, ...content) => el('section', {}, el('h3', { text: t(title) }), content);
  open(t('help.title'), [
    section('help.keys',
      prefs.keys ? null : el('p', { class: 'notice', text: t('help.keys.off') }),
      el('dl', { class: 'keys' }, keys.map(([names, what]) => [
        el('dt', {}, names.map((name, i) => [i ? ' ' : '', keyName(name)])), el('dd', { text: t(`key.${what}`) })]))),
    section('help.reading', el('ul', { class: 'points' }, ['score', 'none', 'map', 'proof'].map(what =>
      el('li', { text: t(`help.reading.${what}`) })))),
    section('help.care', el('p', { text: t('help.care.text') })),
    section('help.lines', lines(settings?.helpLines ?? [])),
    section('help.privacy', el('p', { text: t('app.kept') })),
  ]);
}

function keyName(name) {
  const parts = name === '+' ? [name] : name.split('+');
  return parts.map((part, i) => [i ? ' + ' : '', el('kbd', { text: word(part) })]);
}

function word(name) {
  return named[name] ? t(named[name]) : name;
}

function lines(list) {
  return list.length === 0
    ? el('p', { class: 'muted', text: t('help.lines.none') })
    : el('ul', { class: 'points' }, list.map(line => {
      const key = { minors: 'help.line.minors', adults: 'help.line.adults' }[line.audience] ?? 'help.line.other';
      const name = line.names?.[language()] ?? line.name;
      return el('li', {},
        `${t(key, { name, audience: line.audience })}: `,
        el('a', { href: `tel:${line.number.replace(/[^\d+]/g, '')}`, text: line.number }),
        safe(line.url) ? [' · ', site(line.url)] : null);
    }));
}

function site(url) {
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer', text: new URL(url).host });
}

function safe(url) {
  return typeof url === 'string' && url.startsWith('https://') && URL.canParse(url);
}
