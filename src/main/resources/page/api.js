// Asking the service. Its clock counts, not the reader's, so that running times are right on every machine.

import {overdue} from './connection.js';

const TOLERATED_SKEW = 2000;
/** Who waits longer is told so; a large answer on a slow machine may still come. */
const SLOW = 5000;
const TIMEOUT = 60_000;

let skew = 0;

/** An answer that is no success; `status` 0 means that none came. */
export class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The service's time now, in milliseconds. */
export function now() {
  return Date.now() + skew;
}

/**
 * The JSON at an address.
 *
 * @throws Refusal
 */
export async function get(path, signal) {
  const response = await request(path, {signal});
  const body = await response.json().catch(() => null);
  if (!response.ok || body === null) {
    throw new Refusal(response.status, body?.error ?? 'no_answer', body?.message ?? 'The answer cannot be read.');
  }
  return body;
}

/** The status of an address, without its content; 0 when no one answers. */
export async function probe(path, signal) {
  try {
    return (await request(path, {signal, method: 'HEAD'})).status;
  } catch {
    return 0;
  }
}

async function request(path, {signal, method}) {
  const isAnswered = overdue(SLOW, signal);
  const timeout = AbortSignal.timeout(TIMEOUT);
  let response;
  try {
    response = await fetch(path, {method, signal: AbortSignal.any([signal, timeout]), credentials: 'omit', cache: 'no-store'});
  } catch (failure) {
    if (signal.aborted) {
      throw failure;
    }
    throw new Refusal(0, 'unreachable', 'The service cannot be reached.');
  } finally {
    isAnswered();
  }
  const date = Date.parse(response.headers.get('Date') ?? '');
  if (!Number.isNaN(date)) {
    const difference = date - Date.now();
    skew = Math.abs(difference) > TOLERATED_SKEW ? difference : 0;
  }
  return response;
}

export function batchPath(id) {
  return `/batch/${encodeURIComponent(id)}`;
}

export function taskPath(id, task) {
  return `${batchPath(id)}/task/${encodeURIComponent(task)}`;
}
