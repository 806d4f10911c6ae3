// When each task was in which phase, as the events tell it.

import {isOver} from './words.js';

export class Timeline {
  /** By task id, in the order of their starts: {status, segments: [{phase, from, to}], passed, end}. */
  tasks = new Map();
  start = null;
  end = null;

  /** Tasks that changed since someone asked last. */
  #changed = new Set();

  add(event) {
    const at = Date.parse(event.time);
    const data = event.data;
    switch (event.event) {
      case 'batch_started':
        this.start = at;
        break;
      case 'task_started':
        this.#task(data.task_id);
        break;
      case 'task_phase': {
        const task = this.#task(data.task_id);
        close(task, at);
        task.status = data.phase;
        task.segments.push({phase: data.phase, from: at, to: null});
        break;
      }
      case 'task_complete': {
        const task = this.#task(data.task_id);
        close(task, at);
        Object.assign(task, {status: data.status, passed: data.passed, end: at});
        break;
      }
      case 'batch_complete':
        this.end = at;
        break;
      default:
        break;
    }
  }

  #task(id) {
    if (!this.tasks.has(id)) {
      this.tasks.set(id, {status: 'queued', segments: [], passed: null, end: null});
    }
    this.#changed.add(id);
    return this.tasks.get(id);
  }

  /** Forgets what it returns. */
  takeChanged() {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  /** From its start to its end, or to now; null while it waits. */
  elapsed(id, now) {
    const task = this.tasks.get(id);
    const first = task?.segments[0];
    return first ? (isOver(task.status) ? task.end : now) - first.from : null;
  }
}

function close(task, at) {
  const open = task.segments.at(-1);
  if (open && open.to === null) {
    open.to = at;
  }
}
