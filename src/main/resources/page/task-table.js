// A batch's tasks as rows. Events change a row at once; what only an answer knows follows.

import {h, setAttribute, setChildren, setText} from './dom.js';
import {duration, reward, some} from './format.js';
import {onKeys} from './keys.js';
import {badge} from './parts.js';
import {name} from './printable.js';
import {taskHash} from './route.js';
import {taskFilter} from './task-filter.js';
import {counts, listed} from './task-list.js';
import {failureLabel, isOver, phaseLabel, taskStage} from './words.js';
import {windowList} from './window-list.js';

const COLUMNS = ['Task', 'State', 'Failure', 'Reward', 'Duration'];

/** @param search what of it is shown, as the address says */
export function taskTable(batchId, timeline, search, signal) {
  const filter = taskFilter(search, show);
  const table = h('table', {class: 'cards tasks'},
    h('caption', {class: 'visually-hidden'}, 'Tasks of this batch'),
    h('thead', {}, h('tr', {}, COLUMNS.map(column => h('th', {scope: 'col'}, column)))));
  const note = h('p', {class: 'muted', role: 'status', hidden: true});
  const element = h('section', {class: 'tasks-section', 'aria-labelledby': 'tasks', hidden: true},
    h('div', {class: 'row'}, h('h2', {id: 'tasks'}, 'Tasks'), h('p', {class: 'muted hint'}, h('kbd', {}, 'j'), ' ', h('kbd', {}, 'k'), ' next, previous')),
    filter.element, note, table);
  let tasks = [];
  let shown = [];
  let at = 0;
  const rows = windowList(table, task => task.task_id, createRow, setRow, signal);
  onKeys({j: () => go(1), k: () => go(-1)}, signal);

  function setRow(row, task) {
    writeRow(row, task, taskHash(batchId, task.task_id, search), task.duration_ms ?? timeline.elapsed(task.task_id, at));
  }

  /** An answer may be older than the events, or newer. */
  function newest(task) {
    const live = timeline.tasks.get(task.task_id);
    return live && !isOver(task.status) ? {...task, status: live.status, passed: live.passed} : task;
  }

  function show() {
    const now = tasks.map(newest);
    filter.update(now, counts(now));
    shown = listed(now, search);
    note.hidden = shown.length === now.length;
    setText(note, `${some(shown.length, 'task')} of ${now.length}`);
    rows.set(shown);
  }

  function go(step) {
    const focused = shown.findIndex(task => task.task_id === document.activeElement?.closest('tr')?.dataset.task);
    const next = focused < 0 ? (step > 0 ? 0 : shown.length - 1) : focused + step;
    if (next >= 0 && next < shown.length) {
      rows.reveal(next)?.querySelector('a').focus({preventScroll: true});
    }
  }

  return {
    element,
    /** From an answer. */
    update(next, now) {
      tasks = next;
      at = now;
      element.hidden = tasks.length === 0;
      show();
    },
    /** From events, or since time has passed. */
    tick(changed, now) {
      at = now;
      changed.size > 0 ? show() : rows.draw();
    },
    numbers: () => counts(tasks.map(newest))
  };
}

function createRow(task) {
  const cells = {
    link: h('a', {class: 'name'}, h('bdi', {}, name(task.task_id))),
    state: h('td', {'data-label': 'State'}),
    failure: h('td', {'data-label': 'Failure'}),
    reward: h('td', {'data-label': 'Reward', class: 'number'}),
    duration: h('td', {'data-label': 'Duration', class: 'number'})
  };
  const row = h('tr', {}, h('th', {scope: 'row', title: name(task.task_id)}, cells.link), cells.state, cells.failure, cells.reward, cells.duration);
  row.dataset.task = task.task_id;
  row.cells_ = cells;
  return row;
}

function writeRow({cells_: cells}, task, href, millis) {
  const stage = taskStage(task);
  setAttribute(cells.link, 'href', href);
  setChildren(cells.state, badge(stage, stage === 'unjudged' ? 'not judged' : phaseLabel(task.status)));
  setText(cells.failure, task.failure_class ? failureLabel(task.failure_class) : '');
  setAttribute(cells.failure, 'class', task.failure_class ? null : 'none');
  setText(cells.reward, taskReward(task));
  setText(cells.duration, duration(millis));
}

/** What is not judged has no reward that says anything. */
export function taskReward(task) {
  return task.passed === null ? '–' : reward(task.passed ? 1 : 0);
}
