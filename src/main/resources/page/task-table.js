// A batch's tasks as rows. Events change a row at once; what only an answer knows follows.

import {h, keyed, setAttribute, setChildren, setText} from './dom.js';
import {duration, reward} from './format.js';
import {badge} from './parts.js';
import {name} from './printable.js';
import {taskHash} from './route.js';
import {failureLabel, isOver, phaseLabel, taskStage} from './words.js';

const COLUMNS = ['Task', 'State', 'Failure', 'Reward', 'Duration'];

export function taskTable(batchId, timeline) {
  const body = h('tbody');
  const element = h('section', {'aria-labelledby': 'tasks', hidden: true},
    h('h2', {id: 'tasks'}, 'Tasks'),
    h('table', {class: 'cards'},
      h('caption', {class: 'visually-hidden'}, 'Tasks of this batch'),
      h('thead', {}, h('tr', {}, COLUMNS.map(column => h('th', {scope: 'col'}, column)))),
      body));
  const rows = new Map();

  function create(task) {
    const row = new Row(batchId, task);
    rows.set(task.task_id, row);
    return row.element;
  }

  return {
    element,
    /** From an answer. */
    update(tasks, now) {
      element.hidden = tasks.length === 0;
      keyed(body, tasks, task => task.task_id, create, (_, task) => {
        const row = rows.get(task.task_id);
        row.task = task;
        row.show(timeline, now);
      });
    },
    /** From events. */
    show(ids, now) {
      ids.forEach(id => rows.get(id)?.show(timeline, now));
    },
    running() {
      return [...timeline.tasks].filter(([, task]) => !isOver(task.status)).map(([id]) => id);
    }
  };
}

class Row {
  #state = h('td', {'data-label': 'State'});
  #failure = h('td', {'data-label': 'Failure'});
  #reward = h('td', {'data-label': 'Reward', class: 'number'});
  #duration = h('td', {'data-label': 'Duration', class: 'number'});
  #shown = '';

  constructor(batchId, task) {
    this.task = task;
    this.element = h('tr', {},
      h('th', {scope: 'row'}, h('a', {href: taskHash(batchId, task.task_id), class: 'name'}, h('bdi', {}, name(task.task_id)))),
      this.#state, this.#failure, this.#reward, this.#duration);
  }

  show(timeline, now) {
    const live = timeline.tasks.get(this.task.task_id);
    // An answer may be older than the events, or newer.
    const newer = live && !isOver(this.task.status) ? {...this.task, status: live.status, passed: live.passed} : this.task;
    const stage = taskStage(newer);
    const millis = this.task.duration_ms ?? timeline.elapsed(this.task.task_id, now);
    setText(this.#duration, duration(millis));
    const shown = `${stage} ${newer.failure_class} ${newer.passed}`;
    if (shown !== this.#shown) {
      this.#shown = shown;
      setChildren(this.#state, badge(stage, stage === 'unjudged' ? 'no verdict' : phaseLabel(newer.status)));
      setText(this.#failure, newer.failure_class ? failureLabel(newer.failure_class) : '');
      setAttribute(this.#failure, 'class', newer.failure_class ? null : 'none');
      setText(this.#reward, isOver(newer.status) ? reward(newer.passed ? 1 : 0) : '–');
    }
  }
}
