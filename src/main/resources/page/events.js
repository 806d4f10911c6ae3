// A batch's events, each once and in order, whatever happens to the connection meanwhile.

import {batchPath, probe} from './api.js';

const NAMES = ['batch_started', 'task_started', 'task_phase', 'task_complete', 'batch_complete', 'stream_closed'];
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;

/**
 * Follows a batch from its first event. A browser gives up an EventSource after an error status, as a service
 * that starts again may send, so coming back is done here. A page that no one looks at gives its connection away,
 * since a browser has only six of them for all of its tabs.
 *
 * @param on.event gets each event
 * @param on.lost is called when the connection breaks, and after each vain try
 * @param on.found is called when it stands
 * @param on.gone is called when the service does not know the batch any more
 */
export function follow(id, on, signal) {
  let last = 0;
  let pause = FIRST_PAUSE;
  let source = null;
  let timer;
  let over = false;

  function path() {
    return `${batchPath(id)}/events?from=${last + 1}`;
  }

  function open() {
    clearTimeout(timer);
    source?.close();
    if (over || document.hidden) {
      return;
    }
    source = new EventSource(path());
    source.addEventListener('open', () => {
      pause = FIRST_PAUSE;
      on.found();
    });
    source.addEventListener('error', broken);
    for (const name of NAMES) {
      source.addEventListener(name, take);
    }
  }

  function take(message) {
    const event = JSON.parse(message.data);
    if (event.seq <= last) {
      return;
    }
    last = event.seq;
    if (event.event === 'stream_closed') {
      over = true;
      source.close();
    }
    on.event(event);
  }

  async function broken() {
    const failed = source;
    failed.close();
    const status = await probe(path(), signal);
    if (signal.aborted || source !== failed) {
      return;
    }
    over = status === 204 || status === 404;
    if (status === 404) {
      on.gone();
    }
    if (over) {
      return;
    }
    on.lost();
    timer = setTimeout(open, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }

  document.addEventListener('visibilitychange', open, {signal});
  signal.addEventListener('abort', () => {
    over = true;
    open();
  });
  open();
}
