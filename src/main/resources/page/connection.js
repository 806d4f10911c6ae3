// Whether the service answers, said in one place of the page.

import {setText} from './dom.js';

let lost = false;
/** Requests that have waited too long. */
let waiting = 0;

export function isLost() {
  return lost;
}

export function reportLost() {
  lost = true;
  show();
}

export function reportFound() {
  if (lost) {
    lost = false;
    announce('Connected again.');
  }
  show();
}

/**
 * Says so when an answer takes long.
 *
 * @return to be called when it has come, or never will
 */
export function overdue(millis, signal) {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    waiting++;
    show();
  }, millis);
  function end() {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    if (isLate) {
      isLate = false;
      waiting--;
      show();
    }
  }
  signal.addEventListener('abort', end);
  return end;
}

function show() {
  const place = document.getElementById('connection');
  place.hidden = !lost && waiting === 0;
  setText(place, lost ? 'Connection lost, retrying …' : waiting > 0 ? 'The service does not answer, still waiting …' : '');
}

/** Tells those who listen to the page instead of looking at it. */
export function announce(text) {
  setText(document.getElementById('live'), text);
}
