// The state of the executor itself: who may vote, how tasks are kept apart, what holds their limits.

import {h, setChildren} from './dom.js';
import {age} from './format.js';
import {facts} from './parts.js';
import {name} from './printable.js';
import {SOURCES, isolationReason} from './words.js';

const LOGS = {after: 'public after a batch’s end', live: 'public at once', never: 'not public'};

export function serviceFacts() {
  const content = h('div', {class: 'card'});
  const element = h('section', {'aria-labelledby': 'executor', hidden: true},
    h('h2', {id: 'executor'}, 'This executor'), content);
  return {
    element,
    update(status) {
      element.hidden = false;
      setChildren(content, ...views(status));
    }
  };
}

function views(status) {
  return [
    facts([
      ['Validators', validators(status)],
      ['Isolation', strong(status.isolation, status.isolation === 'process' ? 'warn' : '')],
      ['Tasks at once', String(status.max_concurrent_tasks)],
      ['Store', strong(status.store, status.store === 'ok' ? '' : 'bad')],
      ['Logs', LOGS[status.public_logs]],
      ['Batches completed', `${status.completed_batches} since its start`],
      ['Version', `${status.version}, up for ${age(status.uptime_secs)}`]
    ]),
    status.whitelist_error
      ? h('p', {class: 'problem'}, `The list of validators could not be read last time: ${name(status.whitelist_error)}`)
      : null,
    h('p', {class: 'muted'}, isolationReason(status.isolation)),
    status.isolation_notes.length > 0
      ? h('ul', {class: 'notes'}, status.isolation_notes.map(note => h('li', {}, name(note))))
      : null,
    limits(status.limits)
  ];
}

function strong(text, tone) {
  return h('span', {class: tone === '' ? null : `tone ${tone}`}, name(text));
}

function validators(status) {
  const source = SOURCES[status.whitelist_source] ?? status.whitelist_source;
  const when = status.whitelist_refreshed_at ? `, ${age(status.whitelist_age_secs)} old` : '';
  const block = status.whitelist_block === null ? '' : `, block ${status.whitelist_block}`;
  return `${status.validators} (${name(source)}${when}${block})`;
}

function limits(list) {
  return h('table', {class: 'plain'},
    h('caption', {}, 'Limits of a task'),
    h('thead', {}, h('tr', {}, ['Resource', 'Held by cgroups', 'How'].map(text => h('th', {scope: 'col'}, text)))),
    h('tbody', {}, list.map(limit => h('tr', {},
      h('th', {scope: 'row'}, limit.resource),
      h('td', {}, limit.by_control_group ? 'yes' : 'no'),
      h('td', {}, name(limit.detail))))));
}
