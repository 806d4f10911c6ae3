// The list of all batches, newest first.

import {now} from './api.js';
import {h, keyed, setChildren, setText} from './dom.js';
import {ago, count, duration, reward, shortId, some, time} from './format.js';
import {badge, outcome, outcomeOf, progressBar, setProgress} from './parts.js';
import {batchHash} from './route.js';
import {batchStage, isOver} from './words.js';

const COLUMNS = ['Batch', 'Status', 'Tasks', 'Reward', 'Created', 'Duration'];

export function batchTable() {
  const body = h('tbody');
  const element = h('section', {'aria-labelledby': 'all'},
    h('h2', {id: 'all'}, 'All batches'),
    h('table', {class: 'cards'},
      h('caption', {class: 'visually-hidden'}, 'All batches, newest first'),
      h('thead', {}, h('tr', {}, COLUMNS.map(column => h('th', {scope: 'col'}, column)))),
      body));
  return {
    element,
    update: batches => keyed(body, batches, batch => batch.batch_id, row, setRow)
  };
}

function row(batch) {
  const bar = progressBar();
  const cells = {
    status: h('td', {'data-label': 'Status'}),
    numbers: h('span', {class: 'numbers'}),
    reward: h('td', {'data-label': 'Reward', class: 'number'}),
    created: h('time', {datetime: batch.created_at, title: time(batch.created_at)}),
    duration: h('td', {'data-label': 'Duration', class: 'number'}),
    bar
  };
  const element = h('tr', {},
    h('th', {scope: 'row'}, h('a', {href: batchHash(batch.batch_id), class: 'mono'}, shortId(batch.batch_id))),
    cells.status,
    h('td', {'data-label': 'Tasks', class: 'wide'}, h('div', {class: 'meter'}, bar, cells.numbers)),
    cells.reward, h('td', {'data-label': 'Created'}, cells.created), cells.duration);
  element.cells_ = cells;
  return element;
}

function setRow(element, batch) {
  const cells = element.cells_;
  const stage = batchStage(batch);
  const began = batch.started_at !== null;
  const label = stage === 'voting' ? `votes ${batch.votes ?? 0} of ${batch.required ?? '?'}`
    : stage === 'queued' ? `queued, no. ${batch.queue_position}` : stage;
  setChildren(cells.status, badge(stage, label));
  const found = outcomeOf(batch);
  setProgress(cells.bar, {...found, total: batch.total_tasks, active: stage === 'running'});
  setChildren(cells.numbers, began ? [outcome(found, true), ` of ${count(batch.total_tasks)}`] : some(batch.total_tasks, 'task'));
  setText(cells.reward, began && isOver(batch.status) ? reward(batch.aggregate_reward) : '–');
  setText(cells.created, ago(batch.created_at, now()));
  const end = batch.finished_at ? Date.parse(batch.finished_at) : now();
  setText(cells.duration, began ? duration(end - Date.parse(batch.started_at)) : '–');
}
