// A task's log: everything so far, then what comes, with the end in view unless the reader went elsewhere.

import {get, taskPath} from './api.js';
import {reportFound, reportLost} from './connection.js';
import {h} from './dom.js';
import {LogLines} from './log-lines.js';
import {message} from './parts.js';
import {repeat} from './poll.js';
import {PHASES, phaseLabel} from './words.js';

const PAUSE = 1000;
const LATER = 4000;
const NEAR = 48;

/**
 * @param isComplete whether the batch has ended, so that a log that is not public now will never be
 */
export function taskLog(batchId, task, isComplete, signal) {
  const box = h('div', {class: 'output log', tabindex: 0, role: 'log', 'aria-live': 'off', 'aria-label': 'Log'});
  const note = h('p', {class: 'muted', role: 'status'}, 'Loading …');
  const select = h('select', {id: 'phase'}, h('option', {value: ''}, 'all phases'),
    PHASES.map(phase => h('option', {value: phase}, phaseLabel(phase))));
  const raw = h('a', {}, 'raw JSON');
  const end = h('button', {type: 'button', hidden: true}, 'Follow the end');
  const element = h('section', {class: 'log-section', 'aria-labelledby': 'log'},
    h('h2', {id: 'log'}, 'Log'),
    h('div', {class: 'tools'}, h('label', {for: 'phase'}, 'Phase'), select, raw, end),
    note, box);
  let follows = true;
  let reading = new AbortController();

  box.addEventListener('scroll', () => {
    follows = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    end.hidden = follows;
  }, {passive: true});
  end.addEventListener('click', () => {
    follows = true;
    box.scrollTop = box.scrollHeight;
    box.focus();
  });
  select.addEventListener('change', read);
  signal.addEventListener('abort', () => reading.abort());
  read();

  function path(from) {
    return `${taskPath(batchId, task)}/log?${select.value === '' ? '' : `phase=${select.value}&`}from=${from}`;
  }

  function read() {
    reading.abort();
    reading = new AbortController();
    const mine = reading.signal;
    const lines = new LogLines(box);
    let from = 1;
    follows = true;
    raw.setAttribute('href', path(1));
    repeat(async () => {
      const wasComplete = isComplete();
      try {
        const page = await get(path(from), mine);
        reportFound();
        const more = page.next > from;
        from = page.next;
        lines.append(page.entries);
        message(note, page.complete && lines.isEmpty() ? 'Nothing was printed.' : lines.isEmpty() ? 'Nothing was printed yet.' : '');
        if (follows) {
          box.scrollTop = box.scrollHeight;
        }
        return page.complete ? null : more && page.entries.length > 0 ? 100 : PAUSE;
      } catch (failure) {
        return mine.aborted ? null : refused(failure, wasComplete);
      }
    }, mine);
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
