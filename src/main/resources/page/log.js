// A task's log: a fold for each step, with the one open that failed, or that runs now.

import {get, taskPath} from './api.js';
import {reportFound, reportLost} from './connection.js';
import {h} from './dom.js';
import {LogSteps} from './log-steps.js';
import {message} from './parts.js';
import {repeat} from './poll.js';
import {viewer} from './viewer.js';

const PAUSE = 1000;
const LATER = 4000;
const NEAR = 48;

/**
 * @param isComplete whether the batch has ended, so that a log that is not public now will never be
 * @param failing the names of the steps that failed, once the task has ended
 */
export function taskLog(batchId, task, {isComplete, failing, search}, signal) {
  const box = h('div', {class: 'output log', tabindex: 0, role: 'log', 'aria-live': 'off', 'aria-label': 'Log'});
  const note = h('p', {class: 'muted', role: 'status'}, 'Loading …');
  const path = from => `${taskPath(batchId, task)}/log?from=${from}`;
  const end = h('button', {type: 'button', hidden: true}, 'Follow the end');
  const folds = h('button', {type: 'button'}, 'Unfold all');
  const steps = new LogSteps(box, search);
  const view = viewer(box, {
    label: 'the log',
    lists: () => steps.lists(),
    raw: whole,
    fileName: 'log.txt',
    search,
    extra: [folds, end, h('a', {href: path(1)}, 'JSON')]
  });
  const element = h('section', {class: 'log-section', 'aria-labelledby': 'log'}, h('h2', {id: 'log'}, 'Log'), view.tools, note, box);
  let follows = true;
  let from = 1;
  let isSettled = false;

  box.addEventListener('scroll', () => {
    follows = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    end.hidden = follows || isSettled;
  }, {passive: true});
  end.addEventListener('click', () => {
    follows = true;
    box.scrollTop = box.scrollHeight;
    box.focus();
  });
  folds.addEventListener('click', () => steps.toggleAll());
  box.addEventListener('toggle', () => {
    folds.textContent = steps.areOpen() ? 'Fold all' : 'Unfold all';
  }, {capture: true});

  repeat(async () => {
    const wasComplete = isComplete();
    try {
      const page = await get(path(from), signal);
      reportFound();
      const more = page.next > from && page.entries.length > 0;
      from = page.next;
      steps.append(page.entries, follows);
      view.refresh();
      message(note, steps.isEmpty() ? (page.complete ? 'Nothing was printed.' : 'Nothing was printed yet.') : '');
      return page.complete ? settle() : more ? live(100) : live(PAUSE);
    } catch (failure) {
      return signal.aborted ? null : refused(failure, wasComplete);
    }
  }, signal);

  /** Nothing follows: what failed is open, and its first error in view. */
  function settle() {
    isSettled = true;
    end.hidden = true;
    const error = steps.settle(failing());
    if (!view.go(search.get('line') ?? '', 'center') && error) {
      view.show(error.one, error.number);
    }
    return null;
  }

  function live(pause) {
    steps.openLast();
    if (follows) {
      box.scrollTop = box.scrollHeight;
    }
    return pause;
  }

  /** All of it as printed, as far as it has come. */
  async function whole() {
    let text = '';
    for (let next = 1, page; !page || page.entries.length > 0; next = page.next) {
      page = await get(path(next), signal);
      text += page.entries.map(entry => entry.text).join('');
      if (page.next === next) {
        break;
      }
    }
    return text;
  }

  function refused(failure, wasComplete) {
    if (failure.status === 0) {
      reportLost();
      return PAUSE;
    }
    if (failure.code === 'logs_not_public') {
      message(note, failure.message);
      return wasComplete ? null : LATER;
    }
    message(note, failure.status === 404 ? 'There is no log of this task.' : failure.message);
    return failure.status === 404 ? null : LATER;
  }

  return element;
}
