// One task: its verdict and what speaks for it.

import {batchPath, get, taskPath} from './api.js';
import {announce, reportFound, reportLost} from './connection.js';
import {h, setChildren} from './dom.js';
import {shortId} from './format.js';
import {taskLog} from './log.js';
import {message, title, trail} from './parts.js';
import {repeat} from './poll.js';
import {name} from './printable.js';
import {batchHash} from './route.js';
import {evidence} from './evidence.js';
import {verdict} from './verdict.js';
import {isOver, phaseLabel} from './words.js';

const PAUSE = 1500;
const LATER = 4000;
const LONGEST_CRUMB = 40;

export function showTask(root, {id, task}, signal) {
  const shown = name(task);
  const crumb = shown.length > LONGEST_CRUMB ? shown.slice(0, LONGEST_CRUMB) + '…' : shown;
  const problem = h('p', {class: 'problem', role: 'alert', hidden: true});
  const summary = h('div', {class: 'view'});
  const found = h('div', {class: 'view'});
  let ended = false;
  document.title = `${crumb} · term-executor`;
  root.append(trail(['Overview', '#/'], [`Batch ${shortId(name(id))}`, batchHash(id)], [h('bdi', {}, crumb)]),
    title(h('bdi', {}, shown)), problem, summary, found);
  let log = null;

  let last = null;
  const read = repeat(async () => {
    try {
      const state = await get(taskPath(id, task), signal);
      reportFound();
      message(problem, '');
      setChildren(summary, verdict(state, taskPath(id, task)));
      log ??= root.appendChild(taskLog(id, task, () => ended, signal));
      if (last !== null && last !== state.status) {
        announce(`Task: ${phaseLabel(state.status)}`);
      }
      last = state.status;
      if (isOver(state.status)) {
        found.replaceChildren(...evidence(state, signal));
        return untilBatchEnds();
      }
    } catch (failure) {
      if (signal.aborted || failure.status === 404) {
        message(problem, failure.message ?? '');
        return null;
      }
      failure.status === 0 ? reportLost() : message(problem, failure.message);
    }
    return PAUSE;
  }, signal);

  /** Outputs of a task that has ended may be kept back until its batch has: then it is read once more. */
  function untilBatchEnds() {
    if (ended) {
      return null;
    }
    repeat(async () => {
      const batch = await get(`${batchPath(id)}?outputs=false`, signal).catch(() => null);
      ended = batch !== null && isOver(batch.status);
      if (ended) {
        read();
      }
      return ended || signal.aborted ? null : LATER;
    }, signal);
    return null;
  }
}
