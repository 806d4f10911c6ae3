// All batches, what waits, and the state of the service.

import {get, now} from './api.js';
import {batchTable} from './batch-table.js';
import {reportFound, reportLost} from './connection.js';
import {h, keyed, setChildren, setText} from './dom.js';
import {duration, reward, shortId, some} from './format.js';
import {message, missingVotes, outcome, outcomeOf, progressBar, setProgress, title, votes} from './parts.js';
import {repeat} from './poll.js';
import {batchHash, batchIdIn} from './route.js';
import {serviceFacts} from './service.js';
import {meanReward} from './task-list.js';
import {batchStage} from './words.js';

const PAUSE = 2500;
const ACTIVE = ['extracting', 'running'];

export function showOverview(root, route, signal) {
  document.title = 'term-executor';
  const problem = h('p', {class: 'problem', role: 'alert', hidden: true});
  const running = section('Running now', h('div', {class: 'card hero'}));
  const queue = section('Queue', h('ol', {class: 'list'}));
  const pending = section('Waiting for votes', h('ul', {class: 'list'}));
  const history = batchTable();
  const finder = batchFinder();
  const empty = emptyState();
  const service = serviceFacts();
  root.append(h('div', {class: 'row'}, title('Batches'), finder), problem, running.whole, h('div', {class: 'pair'}, queue.whole, pending.whole),
    history.element, empty, service.element);
  [running.whole, queue.whole, pending.whole, history.element, empty].forEach(part => { part.hidden = true; });

  repeat(async () => {
    try {
      const [batches, status] = await Promise.all([get('/batches', signal), get('/status', signal)]);
      reportFound();
      message(problem, '');
      show(batches, status);
    } catch (failure) {
      if (signal.aborted) {
        return null;
      }
      if (failure.status === 0) {
        reportLost();
      } else {
        message(problem, failure.message);
      }
    }
    return PAUSE;
  }, signal);

  function show(batches, status) {
    const active = batches.filter(batch => ACTIVE.includes(batch.status));
    const queued = batches.filter(batch => batchStage(batch) === 'queued')
      .sort((a, b) => a.queue_position - b.queue_position);
    const voting = batches.filter(batch => batchStage(batch) === 'voting');
    running.whole.hidden = active.length === 0;
    queue.whole.hidden = queued.length === 0;
    pending.whole.hidden = voting.length === 0;
    history.element.hidden = batches.length === 0;
    empty.hidden = batches.length > 0;
    keyed(running.content, active, batch => batch.batch_id, hero, setHero);
    keyed(queue.content, queued, batch => batch.batch_id, waiting, (element, batch) =>
      setChildren(element.lastChild, some(batch.total_tasks, 'task')));
    keyed(pending.content, voting, batch => batch.batch_id, waiting, (element, batch) =>
      setChildren(element.lastChild, votes(batch.votes ?? 0, batch.required ?? 1), ` · ${missingVotes(batch, now())} · ${some(batch.total_tasks, 'task')}`));
    history.update(batches);
    service.update(status);
  }
}

/** Opens the batch whose id stands somewhere in what was pasted. */
function batchFinder() {
  const field = h('input', {type: 'search', id: 'find-batch', placeholder: 'batch id, or a line that has one', 'aria-describedby': 'find-note'});
  const note = h('span', {id: 'find-note', class: 'muted', role: 'status'});
  const form = h('form', {class: 'tools', role: 'search'}, h('label', {for: 'find-batch'}, 'Open'), field, note);
  field.addEventListener('input', () => setText(note, ''));
  form.addEventListener('submit', event => {
    event.preventDefault();
    const id = batchIdIn(field.value);
    if (id === null) {
      setText(note, 'There is no batch id in it.');
    } else {
      location.hash = batchHash(id);
    }
  });
  return form;
}

function section(text, content) {
  const id = text.toLowerCase().replaceAll(' ', '-');
  return {whole: h('section', {'aria-labelledby': id}, h('h2', {id}, text), content), content};
}

function waiting(batch) {
  return h('li', {}, h('a', {href: batchHash(batch.batch_id), class: 'mono'}, shortId(batch.batch_id)), h('span', {class: 'muted'}));
}

function hero(batch) {
  const bar = progressBar();
  const element = h('div', {},
    h('div', {class: 'row'},
      h('a', {href: batchHash(batch.batch_id), class: 'mono strong'}, shortId(batch.batch_id)),
      h('span', {class: 'muted'})),
    bar, h('p', {class: 'row numbers'}, h('span'), h('span')));
  element.parts = {bar, elapsed: element.firstChild.lastChild, numbers: element.lastChild.children};
  return element;
}

function setHero(element, batch) {
  const {bar, elapsed, numbers} = element.parts;
  const found = outcomeOf(batch);
  const mean = meanReward(found);
  setProgress(bar, {...found, total: batch.total_tasks, active: true});
  setText(elapsed, batch.started_at ? `for ${duration(now() - Date.parse(batch.started_at))}` : '');
  setChildren(numbers[0], batch.status === 'extracting'
    ? 'unpacking the archive'
    : [`${batch.completed_tasks} of ${some(batch.total_tasks, 'task')} `, outcome(found)]);
  setText(numbers[1], mean === null ? '' : `mean ${reward(mean)} over the ${batch.scored_tasks} judged so far`);
}

function emptyState() {
  return h('section', {class: 'card empty'},
    h('h2', {}, 'No batch yet'),
    h('p', {}, 'A batch appears here with the first vote of a validator for an archive of tasks and an agent. From the command line:'),
    h('pre', {class: 'command', tabindex: 0}, `term-executor pack --check DIRECTORY\nterm-executor submit DIRECTORY --url ${location.origin}`),
    h('p', {class: 'muted'}, 'It runs once enough validators have submitted the same archive.'));
}
