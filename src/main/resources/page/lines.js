// Lines of output as elements: coloured by class, cut when they are endless.

import {PLAIN, pieces} from './ansi.js';
import {h} from './dom.js';
import {count} from './format.js';
import {printable} from './printable.js';

const LONGEST_LINE = 2000;
const MOST_LINES = 2000;

/** Text without a line break, as far as a line shows it, and how much that leaves out. */
export function cut(text) {
  return text.length > LONGEST_LINE
    ? {text: text.slice(0, LONGEST_LINE), left: text.length - LONGEST_LINE}
    : {text, left: 0};
}

/** What stays of a line whose progress was written over itself, with a return at its end. */
export function sinceReturn(text) {
  return text.slice(text.lastIndexOf('\r', text.length - 2) + 1);
}

function lastWritten(text) {
  const kept = sinceReturn(text);
  return kept.endsWith('\r') ? kept.slice(0, -1) : kept;
}

/**
 * A line's element.
 *
 * @param left how many characters of it were cut before
 * @return the element, and the style that the next line begins with
 */
export function line(text, style = PLAIN, left = 0) {
  const shown = cut(lastWritten(text));
  const parsed = pieces(shown.text, style);
  const element = h('div', {class: 'line'}, parsed.pieces.map(piece =>
    piece.style.length === 0
      ? printable(piece.text)
      : h('span', {class: piece.style.join(' ')}, printable(piece.text))));
  if (left + shown.left > 0) {
    element.append(h('span', {class: 'cut'}, ` … ${count(left + shown.left)} more characters`));
  }
  if (!element.hasChildNodes()) {
    element.append('\n');
  }
  return {element, style: parsed.style};
}

/** A whole output in a box of its own; of a long one the end. */
export function output(text, label) {
  const all = text.replace(/\n$/, '').split('\n');
  const shown = all.slice(-MOST_LINES);
  const box = h('div', {class: 'output', tabindex: 0, role: 'region', 'aria-label': label});
  if (all.length > shown.length) {
    box.append(h('div', {class: 'cut'}, `${count(all.length - shown.length)} earlier lines are left out.`));
  }
  let style = PLAIN;
  for (const one of shown) {
    const made = line(one, style);
    style = made.style;
    box.append(made.element);
  }
  return box;
}
