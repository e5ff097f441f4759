// Scores ahead: the picture under review first, then those after it, a few at a time.

import * as api from './api.js';
import { change, emit, entries, on, selected } from './entries.js';
import { link, opened, pause, tryNow } from './link.js';

const atOnce = 3;
const tries = 2;

/** Reasons after which the same file may well be scored: the whole queue waits. */
const waits = new Set([
  'connection', 'queue_full', 'deadline_unreachable', 'rate_limited', 'too_many_calls', 'draining', 'device_failed',
]);

const signedOut = new Set(['no_credentials', 'bad_credentials', 'not_allowed']);

/** Reasons after which the file is tried once more before it counts as failed. */
const again = new Set(['deadline_exceeded', 'slow_request', 'malformed_request', 'internal']);

let running = 0;
let open = false;
let limits = null;
let known = null;

/** Starts scoring; again after signing in. */
export function start(settings, model) {
  limits = settings.limits ?? null;
  known = model;
  open = true;
  pump();
}

/** True while pictures are taken up. */
export function isStarted() {
  return open;
}

/** Stops taking up pictures; what runs goes on. */
export function stop() {
  open = false;
}

export function knownModel() {
  return known;
}

/** Tries at once what waits for the service. */
export function goOn() {
  tryNow(pump);
}

/** Scores a failed picture again. */
export function retry(entry) {
  change(entry, { state: 'waiting', problem: null, attempts: 0 });
  pump();
}

on('entries', pump);

function pump() {
  if (!open || Date.now() < link.until) {
    return;
  }
  // After a pause one picture goes ahead to see whether the way is clear.
  const most = link.reason ? 1 : atOnce;
  while (running < most) {
    const entry = next();
    if (!entry) {
      // Nothing left to try the way with.
      if (link.reason && running === 0) {
        opened();
      }
      return;
    }
    score(entry);
  }
}

function next() {
  const at = Math.max(0, entries.indexOf(selected()));
  const waiting = entry => entry.state === 'waiting';
  return entries.slice(at).find(waiting) ?? entries.find(waiting) ?? null;
}

async function score(entry) {
  running++;
  change(entry, { state: 'uploading', progress: 0 });
  try {
    await check(entry.file);
    if (entry.state !== 'uploading') {
      return;
    }
    entry.request = api.score(entry.file, share => sent(entry, share));
    const analysis = await entry.request.answer;
    opened();
    await scored(entry, analysis);
  } catch (error) {
    failed(entry, error);
  } finally {
    entry.request = null;
    running--;
    pump();
  }
}

/** Finds what needs no upload to be known. */
async function check(file) {
  if (file.size === 0) {
    throw new api.Failure('empty_file');
  }
  if (limits?.maxBytes && file.size > Number(limits.maxBytes)) {
    throw new api.Failure('too_many_bytes');
  }
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    throw new api.Failure('unreadable');
  }
}

function sent(entry, share) {
  if (entry.state === 'uploading') {
    change(entry, share < 1 ? { progress: share } : { state: 'scoring', progress: 1 });
  }
}

async function scored(entry, analysis) {
  if (entry.state === 'removed') {
    return;
  }
  if (known?.model.sha256 !== analysis.model.sha256) {
    // The service was restarted with another model: its thresholds are those of the answer.
    known = await api.model().catch(() => known);
  }
  change(entry, {
    state: 'ready', progress: 1, analysis, model: known, scoredAt: new Date().toISOString(),
  });
}

function failed(entry, error) {
  if (entry.state === 'removed') {
    return;
  }
  const failure = error instanceof api.Failure ? error : new api.Failure('unexpected', { detail: String(error) });
  entry.attempts++;
  if (waits.has(failure.reason)) {
    pause(failure, pump);
    change(entry, { state: 'waiting', progress: 0 });
  } else if (signedOut.has(failure.reason)) {
    stop();
    change(entry, { state: 'waiting', progress: 0 });
    emit('signedout', failure);
  } else if (again.has(failure.reason) && entry.attempts < tries) {
    change(entry, { state: 'waiting', progress: 0 });
  } else {
    if (failure.status) {
      opened();
    }
    change(entry, { state: 'failed', problem: failure });
  }
}
