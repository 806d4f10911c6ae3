// Lines of output as elements: coloured by class, cut when they are endless.

import {pieces} from './ansi.js';
import {h} from './dom.js';
import {count} from './format.js';
import {printable} from './printable.js';

const LONGEST_LINE = 2000;

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

/** The same without that return. */
export function lastWritten(text) {
  const kept = sinceReturn(text);
  return kept.endsWith('\r') ? kept.slice(0, -1) : kept;
}

/**
 * What a line shows.
 *
 * @param text at most as long as `cut` leaves it
 * @param style the class names that it begins with
 * @param left how many characters of it were cut
 */
export function content({text, style, left}) {
  const parsed = pieces(text, style).pieces.map(piece => piece.style.length === 0
    ? printable(piece.text)
    : h('span', {class: piece.style.join(' ')}, printable(piece.text)));
  if (left > 0) {
    parsed.push(h('span', {class: 'cut'}, ` … ${count(left)} more characters`));
  }
  return parsed;
}
