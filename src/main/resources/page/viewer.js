// Tools over numbered lines: search, wrap, raw text, and lines that an address names.

import {h, setText} from './dom.js';
import {count} from './format.js';
import {remember} from './route.js';

/**
 * @param options.label what is shown
 * @param options.lists the lists of lines now, each {list, open()}; `open` unfolds where it is
 * @param options.raw resolves to the whole text, for a file
 * @param options.fileName of that file
 * @param options.search the address's query
 * @param options.extra further tools
 */
export function viewer(box, {label, lists, raw, fileName, search, extra = []}) {
  const field = h('input', {type: 'search', placeholder: 'Search', 'aria-label': `Search in ${label}`});
  const found = h('span', {class: 'muted number', role: 'status'});
  const previous = h('button', {type: 'button', 'aria-label': 'Previous match', disabled: true}, '↑');
  const next = h('button', {type: 'button', 'aria-label': 'Next match', disabled: true}, '↓');
  const wrap = h('button', {type: 'button', 'aria-pressed': 'false'}, 'Wrap');
  const text = h('button', {type: 'button'}, 'Raw text');
  const tools = h('div', {class: 'tools', role: 'group', 'aria-label': `Tools for ${label}`},
    extra, field, previous, next, found, wrap, text);
  let hits = [];
  let current = -1;

  field.addEventListener('input', () => find(true));
  field.addEventListener('keydown', event => {
    if (event.key === 'Enter') {
      event.preventDefault();
      step(event.shiftKey ? -1 : 1);
    }
  });
  previous.addEventListener('click', () => step(-1));
  next.addEventListener('click', () => step(1));
  wrap.addEventListener('click', () => {
    wrap.setAttribute('aria-pressed', String(box.classList.toggle('wraps')));
  });
  text.addEventListener('click', async () => {
    const url = URL.createObjectURL(new Blob([await raw()], {type: 'text/plain;charset=utf-8'}));
    h('a', {href: url, download: fileName}).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  });
  box.addEventListener('click', event => {
    const link = event.target.closest('a.no');
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      name(link.id);
      go(link.id);
    }
  });

  function name(line) {
    search.set('line', line);
    remember(search);
  }

  function find(isNew) {
    const wanted = field.value.trim();
    hits = wanted === '' ? [] : lists().flatMap(one => one.list.find(wanted).map(number => ({one, number})));
    for (const one of lists()) {
      one.list.mark('hit', hits.filter(hit => hit.one.list === one.list).map(hit => hit.number));
    }
    previous.disabled = next.disabled = hits.length === 0;
    if (isNew) {
      current = -1;
      hits.length > 0 ? step(1) : clear(wanted);
    }
  }

  function clear(wanted) {
    lists().forEach(one => one.list.mark('current', []));
    setText(found, wanted === '' ? '' : 'no match');
  }

  function step(by) {
    if (hits.length > 0) {
      current = (current + by + hits.length) % hits.length;
      const {one, number} = hits[current];
      lists().forEach(other => other.list.mark('current', other.list === one.list ? [number] : []));
      setText(found, `${count(current + 1)} of ${count(hits.length)}`);
      name(`${one.list.prefix}-${number}`);
      show(one, number, 'nearest');
    }
  }

  /**
   * Has a line in view in its box.
   *
   * @param block where in the window, as `scrollIntoView` takes it; null leaves the window where it is
   */
  function show(one, number, block = null) {
    one.open();
    const row = one.list.reveal(number);
    box.scrollTop += row.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
    if (block !== null) {
      row.scrollIntoView({block});
    }
  }

  /** Goes to the line of a name; false when it is not here. */
  function go(line, block = null) {
    const [, number] = /-(\d+)$/.exec(line) ?? [];
    const one = lists().find(each => line.startsWith(`${each.list.prefix}-`) && each.list.has(Number(number)));
    lists().forEach(each => each.list.mark('target', each === one ? [Number(number)] : []));
    if (one) {
      show(one, Number(number), block);
    }
    return one !== undefined;
  }

  return {tools, go, show, refresh: () => field.value !== '' && find(false)};
}
