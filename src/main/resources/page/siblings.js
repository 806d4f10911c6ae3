// The tasks beside a task: what "next" and "previous" lead to, in the order and choice of the batch's page.

import {batchPath, get} from './api.js';
import {h, setChildren} from './dom.js';
import {onKeys} from './keys.js';
import {taskHash} from './route.js';
import {GROUP_LABELS, listed} from './task-list.js';

/** Of the batch that was read last: enough for an order of its tasks. */
let known = null;

export function rememberTasks({batch_id, agent_hash, tasks}) {
  known = {
    id: batch_id,
    agentHash: agent_hash,
    tasks: tasks.map(({task_id, status, passed, failure_class, duration_ms}) => ({task_id, status, passed, failure_class, duration_ms}))
  };
}

/** What is known of a batch, asked for only when nothing is. */
export async function knownBatch(id, signal) {
  if (known?.id !== id) {
    rememberTasks(await get(`${batchPath(id)}?outputs=false`, signal));
  }
  return known;
}

/** Links to the tasks before and after one. */
export function siblings(id, task, search, signal) {
  const element = h('nav', {class: 'siblings', 'aria-label': 'Tasks of this batch', hidden: true});
  let place = {};
  onKeys({j: () => go(place.next), k: () => go(place.previous)}, signal);

  function go(hash) {
    if (hash) {
      location.hash = hash;
    }
  }

  function link(text, hash, key) {
    return hash
      ? h('a', {href: hash, 'aria-keyshortcuts': key, title: `Key ${key}`}, text)
      : h('span', {class: 'muted', 'aria-disabled': 'true'}, text);
  }

  return {
    element,
    show({tasks}) {
      const list = listed(tasks, search);
      const index = list.findIndex(one => one.task_id === task);
      const to = at => list[at] ? taskHash(id, list[at].task_id, search) : null;
      place = {previous: index < 0 ? null : to(index - 1), next: index < 0 ? to(0) : to(index + 1)};
      const group = GROUP_LABELS[search.get('show')];
      element.hidden = list.length < 2;
      setChildren(element, link('← previous', place.previous, 'k'),
        h('span', {class: 'muted'}, `${index < 0 ? '–' : index + 1} of ${list.length}${group ? ` ${group}` : ''}`),
        link('next →', place.next, 'j'));
    }
  };
}
