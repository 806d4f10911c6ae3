// One batch: what it came to so far, its timings and its tasks.

import {batchPath, get, now} from './api.js';
import {batchHead} from './batch-head.js';
import {comparisonChoice} from './compare-choice.js';
import {announce, reportFound, reportLost} from './connection.js';
import {h} from './dom.js';
import {follow} from './events.js';
import {reward, shortId} from './format.js';
import {lanesChart} from './lanes.js';
import {message, title, trail} from './parts.js';
import {framed, repeat} from './poll.js';
import {name} from './printable.js';
import {rememberTasks} from './siblings.js';
import {taskTable} from './task-table.js';
import {Timeline} from './timeline.js';
import {isOver} from './words.js';

const SHORTEST_PAUSE = 1500;
const WAITING_PAUSE = 4000;
/** Votes to cancel are no event. */
const LONGEST_SILENCE = 10000;
const TICK = 500;

export function showBatch(root, {id, search}, signal) {
  const timeline = new Timeline();
  const head = batchHead();
  const lanes = lanesChart(timeline, signal);
  const table = taskTable(id, timeline, search, signal);
  const compare = comparisonChoice(id, signal);
  const problem = h('p', {class: 'problem', role: 'alert', hidden: true});
  const timings = h('section', {'aria-labelledby': 'timings', hidden: true}, h('h2', {id: 'timings'}, 'Timings'), lanes.element);
  root.append(trail(['Overview', '#/'], [`Batch ${shortId(name(id))}`]), title('Batch ', h('span', {class: 'mono'}, shortId(name(id)))),
    problem, head.element, compare.element, h('div', {class: 'columns'}, table.element, timings));
  document.title = `Batch ${shortId(name(id))} · term-executor`;

  let batch = null;
  let dirty = true;
  let asked = 0;

  const draw = framed(() => {
    const at = now();
    const changed = timeline.takeChanged();
    timings.hidden = timeline.start === null;
    lanes.update(at, changed);
    table.tick(changed, at);
    if (batch) {
      head.update(batch, table.numbers(), at);
    }
  }, signal);

  const refresh = repeat(async () => {
    const began = performance.now();
    if (!dirty && !isWaiting() && began - asked < LONGEST_SILENCE) {
      return SHORTEST_PAUSE;
    }
    dirty = false;
    asked = began;
    try {
      batch = await get(`${batchPath(id)}?outputs=false`, signal);
      message(problem, '');
      reportFound();
      table.update(batch.tasks, now());
      rememberTasks(batch);
      compare.show(batch);
      draw();
    } catch (failure) {
      if (signal.aborted || failure.status === 404) {
        message(problem, failure.message);
        return null;
      }
      dirty = true;
      failure.status === 0 ? reportLost() : message(problem, failure.message);
    }
    if (batch && isOver(batch.status) && !dirty) {
      return null;
    }
    // Large batches are asked for less often than small ones.
    return isWaiting() ? WAITING_PAUSE : Math.max(SHORTEST_PAUSE, 8 * (performance.now() - began));
  }, signal);

  function isWaiting() {
    return batch?.status === 'pending';
  }

  follow(id, {
    event(event) {
      timeline.add(event);
      dirty = true;
      draw();
      if (event.event === 'batch_started' || event.event === 'batch_complete') {
        refresh();
      }
      if (event.event === 'batch_complete' && batch && !isOver(batch.status)) {
        announce(`Batch ${event.data.status}: ${event.data.passed} of ${event.data.total} tasks passed, reward ${reward(event.data.reward)}.`);
      }
    },
    lost: reportLost,
    found: reportFound,
    gone: () => message(problem, 'There is no such batch.')
  }, signal);

  const ticking = setInterval(() => {
    if (timeline.end !== null) {
      clearInterval(ticking);
    }
    draw();
  }, TICK);
  signal.addEventListener('abort', () => clearInterval(ticking));
  window.addEventListener('resize', draw, {signal});
}
