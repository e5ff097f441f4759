// Requests to this service, and to nothing else.

/** A request that failed. `reason` is the service's stable code, or connection, unexpected. */
export class Failure extends Error {
  constructor(reason, details = {}) {
    super(reason);
    this.reason = reason;
    this.status = details.status ?? 0;
    this.detail = details.detail ?? '';
    this.trace = details.trace ?? '';
    this.retryAfter = details.retryAfter ?? null;
  }
}

let csrf = null;

/** What the page has to know: sign-in, help lines, limits. */
export async function settings() {
  const answer = await json('review/settings');
  csrf = answer.csrf ?? null;
  return answer;
}

/** The model that scores. */
export async function model() {
  const { models } = await json('v1/models');
  return models[0];
}

/** Signs in; the key goes into an HttpOnly cookie. */
export function signIn(key) {
  return send('review/session', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ key }),
  });
}

export function signOut() {
  return send('review/session', { method: 'DELETE' });
}

async function json(path) {
  const response = await send(path, {});
  try {
    return await response.json();
  } catch {
    throw new Failure('connection');
  }
}

async function send(path, options) {
  let response;
  try {
    response = await fetch(path, { cache: 'no-store', ...options, headers: { ...token(), ...options.headers } });
  } catch {
    throw new Failure('connection');
  }
  if (!response.ok) {
    throw failure(response.status, await response.json().catch(() => null), response.headers.get('Retry-After'));
  }
  return response;
}

function token() {
  return csrf ? { 'X-Detector-Csrf': csrf } : {};
}

/** Says what an answer other than success means. */
export function failure(status, problem, retryAfter) {
  const seconds = problem?.retry_after_seconds ?? (retryAfter && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null);
  // A gateway in front of the service answers without our problem details while the service is away.
  const away = status === 502 || status === 503 || status === 504 ? 'connection' : 'unexpected';
  return new Failure(problem?.reason ?? away, {
    status, detail: problem?.detail ?? '', trace: problem?.trace_id ?? '', retryAfter: seconds,
  });
}

/**
 * Scores a picture. By XMLHttpRequest, since fetch does not tell how much of a body has gone out.
 * @param {File} file What to score.
 * @param {(share: number) => void} onProgress Share that has been sent, 0 to 1.
 * @returns {{answer: Promise<object>, abort: () => void}} The analysis, or a Failure.
 */
export function score(file, onProgress) {
  const request = new XMLHttpRequest();
  const answer = new Promise((resolve, reject) => {
    request.open('POST', 'v1/analyze?priority=interactive&map=true&grid=true');
    request.responseType = 'json';
    request.timeout = 10 * 60 * 1000;
    // The service looks into the file: what the browser believes the type to be would only get in the way.
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    Object.entries(token()).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.addEventListener('progress', event => onProgress(event.loaded / Math.max(1, event.total)));
    request.upload.addEventListener('load', () => onProgress(1));
    request.addEventListener('load', () => {
      if (request.status === 200 && request.response?.analysis) {
        resolve(request.response.analysis);
      } else if (request.status === 200) {
        reject(new Failure('connection'));
      } else {
        reject(failure(request.status, request.response, request.getResponseHeader('Retry-After')));
      }
    });
    request.addEventListener('error', () => reject(new Failure('connection')));
    request.addEventListener('timeout', () => reject(new Failure('connection')));
    request.addEventListener('abort', () => reject(new Failure('aborted')));
    request.send(file);
  });
  return { answer, abort: () => request.abort() };
}
