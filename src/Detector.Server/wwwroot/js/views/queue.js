// The list of pictures: names and states, never a picture. Rows are made once and changed in place.

import { byId, el } from '../dom.js';
import { entries, isOpen, on, select, selected } from '../entries.js';
import { count, list, bytes, number, t } from '../i18n.js';
import { state } from '../words.js';

const shapes = {
  waiting: 'M9 4v5l3 2M9 2a7 7 0 1 1 0 14a7 7 0 0 1 0-14',
  uploading: 'M9 15V4M5 8l4-4 4 4',
  scoring: 'M3 12V8m4 4V5m4 7V7m4 5V4',
  ready: 'M9 4a5 5 0 1 1 0 10a5 5 0 0 1 0-10',
  decided: 'M3 9l4 4 8-8',
  failed: 'M9 3v7m0 3v2',
};

const rows = new Map();
const stale = new Set();
let frame = 0;

/** Starts to show the queue. */
export function watch() {
  const box = byId('rows');
  on('entries', layOut);
  on('entry', touch);
  on('link', () => entries.forEach(touch));
  on('select', mark);
  box.addEventListener('click', event => {
    const row = event.target.closest('.row');
    const entry = row && entries.find(({ id }) => row.id === `row-${id}`);
    if (entry) {
      select(entry);
    }
  });
  box.addEventListener('keydown', event => {
    const all = entries.length;
    const to = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -all, End: all }[event.key];
    if (to && entries.length) {
      event.preventDefault();
      const at = entries.indexOf(selected()) + to;
      select(entries[Math.min(entries.length - 1, Math.max(0, at))]);
    }
  });
}

/** Says all rows anew: after a change of language. */
export function relabel(limits) {
  entries.forEach(touch);
  if (limits) {
    byId('formats').textContent = t('queue.formats', {
      formats: list(limits.formats.map(format => format.toUpperCase())), size: bytes(Number(limits.maxBytes)),
      side: number(limits.minSide),
    });
  }
  total();
}

function layOut() {
  const box = byId('rows');
  const kept = new Set(entries);
  for (const [entry, row] of rows) {
    if (!kept.has(entry)) {
      row.element.remove();
      rows.delete(entry);
    }
  }
  const added = entries.filter(entry => !rows.has(entry)).map(makeRow);
  box.append(...added);
  entries.forEach(touch);
  mark();
}

function makeRow(entry) {
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  const sign = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  sign.setAttribute('viewBox', '0 0 18 18');
  sign.setAttribute('class', 'sign');
  sign.setAttribute('aria-hidden', 'true');
  sign.append(shape);
  const row = {
    shape, number: el('span', { class: 'count' }), name: el('span', { class: 'name', text: entry.name }),
    status: el('span', { class: 'status' }), bar: el('i'),
  };
  row.track = el('span', { class: 'bar', hidden: true }, row.bar);
  row.element = el('div', { class: 'row', role: 'option', id: `row-${entry.id}`, title: entry.name },
    row.number, row.name, el('span', { class: 'status-line' }, row.status, row.track), sign);
  rows.set(entry, row);
  return row.element;
}

/** Progress comes in often: at most once for each frame that is drawn. */
function touch(entry) {
  stale.add(entry);
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    stale.forEach(paint);
    stale.clear();
    total();
  });
}

function paint(entry) {
  const row = rows.get(entry);
  if (!row) {
    return;
  }
  const at = entries.indexOf(entry) + 1;
  row.number.textContent = number(at);
  row.status.textContent = state(entry, true);
  row.element.dataset.state = entry.state;
  row.shape.setAttribute('d', shapes[entry.state]);
  row.track.hidden = entry.state !== 'uploading';
  row.bar.style.transform = `scaleX(${entry.progress})`;
}

function mark() {
  const box = byId('rows');
  const now = selected();
  for (const [entry, { element }] of rows) {
    element.setAttribute('aria-selected', String(entry === now));
  }
  if (now && rows.has(now)) {
    const { element } = rows.get(now);
    box.setAttribute('aria-activedescendant', element.id);
    element.scrollIntoView({ block: 'nearest' });
  } else {
    box.removeAttribute('aria-activedescendant');
  }
}

function total() {
  byId('drop').classList.toggle('small', entries.length > 0);
  const left = entries.filter(isOpen).length;
  byId('queue-count').textContent = entries.length
    ? `${count('queue.count', entries.length)}, ${t('queue.left', { n: number(left) })}` : t('queue.empty');
}
