// The queue: what the tab knows about each picture. In memory only; a file is held by its handle, never by its pixels.

/** All pictures, in the order in which they came. */
export const entries = [];

/** What changed, as events: entries (the list), entry (one of them), select (another one is under review), link. */
const bus = new EventTarget();

let serial = 0;
let chosen = null;

export function on(event, handler) {
  bus.addEventListener(event, ({ detail }) => handler(detail));
}

export function emit(event, detail = null) {
  bus.dispatchEvent(new CustomEvent(event, { detail }));
}

/** The picture under review; null for none. */
export function selected() {
  return chosen;
}

export function select(entry) {
  if (entry !== chosen) {
    chosen = entry;
    emit('select', entry);
  }
}

/** Adds files. States: waiting, uploading, scoring, ready, decided, failed. */
export function add(files) {
  const added = files.map(file => ({
    id: ++serial,
    name: file.name,
    file,
    size: file.size,
    state: 'waiting',
    progress: 0,
    attempts: 0,
    problem: null,
    request: null,
    sha256: null,
    analysis: null,
    model: null,
    ownView: null,
    decision: null,
    note: '',
    exported: false,
    reveals: { tiles: 0, full: 0 },
    receivedAt: new Date().toISOString(),
    scoredAt: null,
  }));
  entries.push(...added);
  emit('entries');
  if (!chosen && added.length) {
    select(added[0]);
  }
  return added;
}

/** Changes an entry and tells it. */
export function change(entry, values) {
  Object.assign(entry, values);
  emit('entry', entry);
}

/** Takes a picture out and lets go of all that is known about it. */
export function remove(entry) {
  const at = entries.indexOf(entry);
  if (at < 0) {
    return;
  }
  entry.request?.abort();
  entries.splice(at, 1);
  if (chosen === entry) {
    select(entries[at] ?? entries[at - 1] ?? null);
  }
  Object.assign(entry, { file: null, analysis: null, model: null, request: null, note: '', state: 'removed' });
  emit('entries');
}

export function clear() {
  [...entries].reverse().forEach(remove);
}

/** The entry some places before or after the one under review; null at the ends. */
export function neighbour(step) {
  return entries[entries.indexOf(chosen) + step] ?? null;
}

/** The next one to decide after the one under review, from the top again at the end; null for none. */
export function nextUndecided() {
  const at = entries.indexOf(chosen);
  const order = [...entries.slice(at + 1), ...entries.slice(0, Math.max(at, 0))];
  return order.find(isOpen) ?? null;
}

/** True while there is something to decide about it. */
export function isOpen(entry) {
  return entry.state !== 'decided' && entry.state !== 'failed';
}

/** Numbers of this session, for the foot of the page and nothing else. */
export function totals() {
  const sum = read => entries.reduce((total, entry) => total + read(entry), 0);
  // Only where both took a side can they agree.
  const sides = entries.map(side).filter(Boolean);
  return {
    decided: sum(entry => (entry.decision ? 1 : 0)),
    tiles: sum(entry => entry.reveals.tiles),
    full: sum(entry => entry.reveals.full),
    views: sides.length,
    same: sides.filter(([own, found]) => own === found).length,
  };
}

function side({ ownView, analysis }) {
  const found = { VERDICT_LIKELY_MANIPULATED: 'manipulated', VERDICT_NO_EVIDENCE: 'not_shown' }[analysis?.verdict];
  return found && ownView && ownView.value !== 'unsure' ? [ownView.value, found] : null;
}

/** Work that would be lost with the tab. */
export function unsaved() {
  return entries.some(entry => isOpen(entry) || (entry.decision && !entry.exported));
}
