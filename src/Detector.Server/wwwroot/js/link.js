// The way to the service: whether it is open, and when it is tried again.

import { emit } from './entries.js';

/** `reason` is null while all is well; else why the queue waits. `until` is when it goes on, milliseconds. */
export const link = { reason: null, until: 0, failures: 0 };

const longest = 30_000;
let timer = 0;

/** Which words tell a reason. */
export function linkWords(reason) {
  return {
    connection: 'link.lost', draining: 'link.stopping', device_failed: 'link.device', rate_limited: 'link.limit',
    too_many_calls: 'link.limit',
  }[reason] ?? 'link.busy';
}

/** Closes the way for a while: as long as the service asks, or twice as long as the last time. */
export function pause(failure, goOn) {
  if (Date.now() < link.until && link.reason) {
    return;
  }
  link.failures++;
  const doubled = Math.min(longest, 500 * 2 ** Math.min(link.failures, 6));
  // Some chance in it, so that many tabs do not come back at the same moment.
  const spread = doubled * (0.75 + Math.random() * 0.5);
  link.reason = failure.reason;
  link.until = Date.now() + (failure.retryAfter === null ? spread : Math.max(failure.retryAfter * 1000, 250));
  clearTimeout(timer);
  timer = setTimeout(() => tryNow(goOn), link.until - Date.now());
  emit('link');
}

/** Goes on at once. */
export function tryNow(goOn) {
  clearTimeout(timer);
  link.until = 0;
  goOn();
  emit('link');
}

/** The service has answered. */
export function opened() {
  const was = link.reason;
  clearTimeout(timer);
  Object.assign(link, { reason: null, until: 0, failures: 0 });
  if (was) {
    emit('link', was);
  }
}
