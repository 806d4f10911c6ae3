// A long list of rows of one height: only those near the reader's window are in the page.

import {h, keyed} from './dom.js';

/** Shorter lists are there whole, so that the browser's own search finds all of them. */
const SHORT = 200;
const AROUND = 12;
const GUESS = 40;

/**
 * @param table gets a body for the rows, and bodies that take up the room of those that are not there
 * @param create makes an item's row
 * @param update writes an item into its row
 */
export function windowList(table, key, create, update, signal) {
  const before = h('tbody', {class: 'room', 'aria-hidden': 'true'}, h('tr', {}, h('td')));
  const body = h('tbody');
  const after = h('tbody', {class: 'room', 'aria-hidden': 'true'}, h('tr', {}, h('td')));
  table.append(body);
  let items = [];
  let isPrinting = false;

  function range() {
    if (items.length <= SHORT || isPrinting) {
      return [0, items.length];
    }
    const height = body.firstElementChild?.offsetHeight || GUESS;
    const top = (before.isConnected ? before : body).getBoundingClientRect().top;
    const first = Math.floor(-top / height) - AROUND;
    const from = Math.max(0, Math.min(first, items.length - 1));
    const to = first + Math.ceil(window.innerHeight / height) + 2 * AROUND;
    return [from, Math.max(from + 1, Math.min(items.length, to))];
  }

  function draw() {
    const height = body.firstElementChild?.offsetHeight || GUESS;
    const [from, to] = range();
    room(before, from * height, () => table.insertBefore(before, body));
    room(after, (items.length - to) * height, () => table.append(after));
    keyed(body, items.slice(from, to), key, create, update);
    table.setAttribute('aria-rowcount', items.length + 1);
    [...body.children].forEach((row, i) => row.setAttribute('aria-rowindex', from + i + 2));
  }

  function room(part, height, insert) {
    if (height === 0) {
      part.remove();
    } else {
      part.firstElementChild.style.height = `${height}px`;
      if (!part.isConnected) {
        insert();
      }
    }
  }

  function print(starts) {
    isPrinting = starts;
    draw();
  }

  window.addEventListener('scroll', draw, {signal, passive: true});
  window.addEventListener('resize', draw, {signal});
  window.addEventListener('beforeprint', () => print(true), {signal});
  window.addEventListener('afterprint', () => print(false), {signal});

  return {
    draw,
    set(next) {
      items = next;
      draw();
    },
    /** Brings the row of an index into view. */
    reveal(index) {
      const height = body.firstElementChild?.offsetHeight || GUESS;
      const top = (before.isConnected ? before : body).getBoundingClientRect().top + index * height;
      if (top < 2 * height || top + 2 * height > window.innerHeight) {
        window.scrollBy(0, top - window.innerHeight / 2);
      }
      draw();
      return body.querySelector(`[aria-rowindex="${index + 2}"]`);
    }
  };
}
