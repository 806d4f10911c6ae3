// A whole output in a box of its own, with its tools when it is long.

import {firstError} from './first-error.js';
import {h} from './dom.js';
import {LineList} from './line-list.js';
import {viewer} from './viewer.js';

const SHORT = 12;

/**
 * @param options.label what printed it
 * @param options.prefix names its lines in addresses
 * @param options.search the address's query
 * @param options.hasFailed whether to mark its first error and have that in view
 */
export function output(text, {label, prefix, search, hasFailed = false}) {
  const list = new LineList(prefix, 0, name => addressOf(search, name));
  const box = h('div', {class: 'output', tabindex: 0, role: 'region', 'aria-label': label}, list.element);
  const one = {list, open: () => openAround(box)};
  list.append(text);
  list.activate();
  const view = viewer(box, {label, lists: () => [one], raw: () => text, fileName: `${prefix}.txt`, search});
  const index = hasFailed ? firstError(list.texts()) : -1;
  if (index >= 0) {
    list.mark('first-error', [index + list.firstNumber]);
  }
  requestAnimationFrame(() => {
    if (!view.go(search.get('line') ?? '', 'center') && index >= 0) {
      view.show(one, index + list.firstNumber);
    }
  });
  return h('div', {class: 'viewer'}, list.length > SHORT ? view.tools : null, box);
}

function openAround(box) {
  for (let part = box.closest('details'); part; part = part.parentElement.closest('details')) {
    part.open = true;
  }
}

/** The address of this view with a line in it. */
export function addressOf(search, name) {
  const next = new URLSearchParams(search);
  next.set('line', name);
  return `${location.hash.split('?')[0]}?${next}`;
}
