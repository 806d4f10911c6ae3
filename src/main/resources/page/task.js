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
import {circumstances, failingSteps, tests} from './evidence.js';
import {knownBatch, siblings} from './siblings.js';
import {verdict} from './verdict.js';
import {isOver, phaseLabel} from './words.js';

const PAUSE = 1500;
const LATER = 4000;
const LONGEST_CRUMB = 40;

export function showTask(root, {id, task, search}, signal) {
  const heading = name(task);
  const crumb = heading.length > LONGEST_CRUMB ? heading.slice(0, LONGEST_CRUMB) + '…' : heading;
  const problem = h('p', {class: 'problem', role: 'alert', hidden: true});
  const summary = h('div', {class: 'view'});
  const found = h('div', {class: 'view'});
  const more = h('div', {class: 'view'});
  const choice = new URLSearchParams(search);
  choice.delete('line');
  const beside = siblings(id, task, choice, signal);
  let ended = false;
  document.title = `${crumb} · term-executor`;
  root.append(trail(['Overview', '#/'], [`Batch ${shortId(name(id))}`, batchHash(id, choice)], [h('bdi', {}, crumb)]),
    h('div', {class: 'row'}, title(h('bdi', {}, heading)), beside.element), problem, summary,
    h('div', {class: 'columns'}, found, more));
  let log = null;
  let agentHash = null;
  let failing = new Set();
  let shown = null;
  showBeside();

  let last = null;
  const read = repeat(async () => {
    try {
      const state = await get(taskPath(id, task), signal);
      reportFound();
      message(problem, '');
      shown = state;
      showVerdict();
      failing = failingSteps(state);
      log ??= root.appendChild(taskLog(id, task, {isComplete: () => ended, failing: () => failing, search}, signal));
      if (last !== null && last !== state.status) {
        announce(`Task: ${phaseLabel(state.status)}`);
      }
      last = state.status;
      if (isOver(state.status)) {
        found.replaceChildren(...tests(state, search));
        more.replaceChildren(...circumstances(state, search));
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

  /** The batch says which tasks are beside it; a task is shown without that, too. */
  async function showBeside() {
    const batch = await knownBatch(id, signal).catch(() => null);
    if (batch !== null) {
      agentHash = batch.agentHash;
      beside.show(batch);
      showVerdict();
    }
  }

  function showVerdict() {
    if (shown !== null) {
      setChildren(summary, verdict(shown, taskPath(id, task), agentHash, search));
    }
  }

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
