// Which tasks of a batch are shown, and in what order; the same on the batch's page and behind "next".

import {isOver} from './words.js';

/** What a reader chooses from, the first of them first in the list. */
export const GROUPS = ['failed', 'unjudged', 'running', 'queued', 'passed'];
export const GROUP_LABELS = {failed: 'failed', unjudged: 'not judged', running: 'running', queued: 'waiting', passed: 'passed'};

export const SORTS = {
  '': 'failed first',
  archive: 'archive order',
  name: 'name',
  longest: 'longest first'
};

export function groupOf(task) {
  if (!isOver(task.status)) {
    return task.status === 'queued' ? 'queued' : 'running';
  }
  return task.passed === null ? 'unjudged' : task.passed ? 'passed' : 'failed';
}

/** How many tasks there are of each group. */
export function counts(tasks) {
  const found = Object.fromEntries(GROUPS.map(group => [group, 0]));
  tasks.forEach(task => found[groupOf(task)]++);
  return found;
}

/** The mean reward of the tasks that were judged; null when none was. */
export function meanReward({passed, failed}) {
  return passed + failed === 0 ? null : passed / (passed + failed);
}

/**
 * The tasks that a query asks for.
 *
 * @param search `show` is a group, `class` a failure class, `q` a part of an id, `sort` one of SORTS
 */
export function listed(tasks, search) {
  const text = (search.get('q') ?? '').toLowerCase();
  const group = search.get('show');
  const failure = search.get('class');
  const found = tasks.filter(task => (!group || groupOf(task) === group)
    && (!failure || task.failure_class === failure)
    && task.task_id.toLowerCase().includes(text));
  return found.sort(ORDERS[search.get('sort')] ?? ORDERS['']);
}

const ORDERS = {
  '': (a, b) => GROUPS.indexOf(groupOf(a)) - GROUPS.indexOf(groupOf(b)),
  archive: () => 0,
  name: (a, b) => a.task_id.localeCompare(b.task_id, 'en', {numeric: true}),
  longest: (a, b) => (b.duration_ms ?? 0) - (a.duration_ms ?? 0)
};
