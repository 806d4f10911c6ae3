// What a reader wants to see of a batch's tasks; it is kept in the address, so that a link has it.

import {h, setAttribute, setChildren, setText} from './dom.js';
import {count} from './format.js';
import {remember} from './route.js';
import {GROUPS, GROUP_LABELS, SORTS} from './task-list.js';
import {failureLabel} from './words.js';

/**
 * @param search is changed as the reader chooses
 * @param changed is called then
 */
export function taskFilter(search, changed) {
  const groups = h('div', {class: 'chips', role: 'group', 'aria-label': 'Show'});
  const chips = ['', ...GROUPS].map(group => chip(group));
  const failures = h('select', {id: 'failure', 'aria-label': 'Failure class'});
  const text = h('input', {type: 'search', id: 'find-task', placeholder: 'Filter by name', 'aria-label': 'Filter by name', value: search.get('q')});
  const sort = h('select', {id: 'sort', 'aria-label': 'Order'},
    Object.entries(SORTS).map(([value, label]) => h('option', {value, selected: value === (search.get('sort') ?? '')}, label)));
  groups.append(...chips.map(one => one.element));
  text.addEventListener('input', () => choose('q', text.value));
  failures.addEventListener('change', () => choose('class', failures.value));
  sort.addEventListener('change', () => choose('sort', sort.value));

  function chip(group) {
    const number = h('span', {class: 'count'});
    const element = h('button', {type: 'button', class: `chip ${group}`}, group === '' ? 'all' : GROUP_LABELS[group], ' ', number);
    element.addEventListener('click', () => choose('show', group));
    return {group, number, element};
  }

  function choose(key, value) {
    value === '' ? search.delete(key) : search.set(key, value);
    remember(search);
    changed();
  }

  return {
    element: h('div', {class: 'tools filter'}, groups, failures, text, sort),
    update(tasks, numbers) {
      for (const {group, number, element} of chips) {
        const many = group === '' ? tasks.length : numbers[group];
        setText(number, count(many));
        setAttribute(element, 'aria-pressed', String((search.get('show') ?? '') === group));
        element.hidden = group !== '' && many === 0 && search.get('show') !== group;
      }
      const known = new Set(tasks.map(task => task.failure_class).filter(one => one));
      failures.hidden = known.size < 2 && !search.get('class');
      setChildren(failures, h('option', {value: ''}, 'any class'),
        [...known].sort().map(one => h('option', {value: one}, failureLabel(one))));
      failures.value = search.get('class') ?? '';
    }
  };
}
