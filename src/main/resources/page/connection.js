// Whether the service answers, said in one place of the page.

import {setText} from './dom.js';

let lost = false;

function place() {
  return document.getElementById('connection');
}

export function isLost() {
  return lost;
}

export function reportLost() {
  lost = true;
  place().hidden = false;
  setText(place(), 'Connection lost, retrying …');
}

export function reportFound() {
  if (lost) {
    lost = false;
    setText(place(), '');
    place().hidden = true;
    announce('Connected again.');
  }
}

/** Tells those who listen to the page instead of looking at it. */
export function announce(text) {
  setText(document.getElementById('live'), text);
}
