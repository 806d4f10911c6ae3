// Two agents on the same tasks, side by side: what one passed and the other did not comes first.

import {batchPath, get} from './api.js';
import {reportFound, reportLost} from './connection.js';
import {h, setAttribute, setChildren, setText} from './dom.js';
import {count, duration, reward, shortId, some} from './format.js';
import {badge, facts, message, title, trail} from './parts.js';
import {repeat} from './poll.js';
import {name} from './printable.js';
import {batchHash, remember, taskHash} from './route.js';
import {groupOf, meanReward, counts} from './task-list.js';
import {failureLabel, isOver, phaseLabel, taskStage} from './words.js';
import {windowList} from './window-list.js';

const PAUSE = 5000;
const KINDS = ['first', 'second', 'neither', 'both', 'open'];
const LABELS = {first: 'only A passed', second: 'only B passed', neither: 'neither passed', both: 'both passed', open: 'not judged in both'};

export function showComparison(root, {id, other, search}, signal) {
  const problem = h('p', {class: 'problem', role: 'alert', hidden: true});
  const sides = h('div', {class: 'pair sides'});
  const note = h('p', {role: 'status'});
  const chips = KINDS.map(chip);
  const table = h('table', {class: 'cards tasks comparison'},
    h('caption', {class: 'visually-hidden'}, 'Tasks that both batches have'),
    h('thead', {}, h('tr', {}, ['Task', 'A', 'B', 'Difference'].map(column => h('th', {scope: 'col'}, column)))));
  const rows = windowList(table, pair => pair.key, createRow, writeRow, signal);
  const section = h('section', {'aria-label': 'Tasks', hidden: true},
    h('div', {class: 'chips', role: 'group', 'aria-label': 'Show'}, chips.map(one => one.element)), table);
  let pairs = [];
  document.title = 'Comparison · term-executor';
  root.append(trail(['Overview', '#/'], [`Batch ${shortId(name(id))}`, batchHash(id)], ['Comparison']),
    title('Comparison'), problem, sides, note, section);

  repeat(async () => {
    try {
      const [a, b] = await Promise.all([id, other].map(one => get(`${batchPath(one)}?outputs=false`, signal)));
      reportFound();
      message(problem, '');
      pairs = paired(a.tasks, b.tasks);
      setChildren(sides, side('A', a), side('B', b));
      setText(note, pairs.length === 0 ? 'These batches have no task in common: nothing can be compared.' : common(a, b));
      section.hidden = pairs.length === 0;
      show();
      return isOver(a.status) && isOver(b.status) ? null : PAUSE;
    } catch (failure) {
      if (signal.aborted || failure.status === 404) {
        message(problem, failure.message ?? '');
        return null;
      }
      failure.status === 0 ? reportLost() : message(problem, failure.message);
      return PAUSE;
    }
  }, signal);

  function common(a, b) {
    const only = Math.max(a.tasks.length, b.tasks.length) - pairs.length;
    return `${some(pairs.length, 'task')} in common, with the same content${only > 0 ? `; ${count(only)} in one batch only or unreadable` : ''}.`;
  }

  function chip(kind) {
    const number = h('span', {class: 'count'});
    const element = h('button', {type: 'button', class: `chip ${kind}`}, `${LABELS[kind]} `, number);
    element.addEventListener('click', () => {
      search.get('show') === kind ? search.delete('show') : search.set('show', kind);
      remember(search);
      show();
    });
    return {kind, number, element};
  }

  function show() {
    for (const {kind, number, element} of chips) {
      setText(number, count(pairs.filter(pair => pair.kind === kind).length));
      setAttribute(element, 'aria-pressed', String(search.get('show') === kind));
    }
    const kind = search.get('show');
    rows.set(pairs.filter(pair => !kind || pair.kind === kind));
  }

  function createRow(pair) {
    const cells = {a: h('td', {'data-label': 'A'}), b: h('td', {'data-label': 'B'}), kind: h('td', {class: 'muted'})};
    const row = h('tr', {}, h('th', {scope: 'row', title: name(pair.a.task_id)}, h('bdi', {}, name(pair.a.task_id))), cells.a, cells.b, cells.kind);
    row.cells_ = cells;
    return row;
  }

  function writeRow({cells_: cells}, pair) {
    setChildren(cells.a, verdict(id, pair.a));
    setChildren(cells.b, verdict(other, pair.b));
    setText(cells.kind, LABELS[pair.kind]);
  }
}

function side(letter, batch) {
  const found = counts(batch.tasks);
  const mean = meanReward(found);
  return h('section', {class: 'card', 'aria-label': `Batch ${letter}`},
    h('div', {class: 'row'}, h('h2', {}, `${letter}  `, h('a', {href: batchHash(batch.batch_id), class: 'mono'}, shortId(batch.batch_id))),
      h('p', {}, h('span', {class: 'score'}, isOver(batch.status) ? reward(batch.aggregate_reward) : '–'), h('span', {class: 'muted'}, 'reward'))),
    facts([
      ['Passed', `${count(found.passed)} of ${count(batch.total_tasks)}`],
      ['Mean of those judged', mean === null ? '–' : reward(mean)],
      ['Agent', batch.agent_hash === null ? null : h('span', {class: 'mono', title: batch.agent_hash}, batch.agent_hash.slice(0, 12))]
    ]));
}

function verdict(batch, task) {
  const stage = taskStage(task);
  return [h('a', {href: taskHash(batch, task.task_id), 'aria-label': `Task ${name(task.task_id)} in batch ${shortId(batch)}`},
    badge(stage, stage === 'unjudged' ? 'not judged' : phaseLabel(task.status))),
  h('span', {class: 'muted'}, ` ${task.failure_class ? failureLabel(task.failure_class) : ''} ${duration(task.duration_ms)}`)];
}

/** Tasks are the same when all that decides about them is; names say nothing. */
function paired(a, b) {
  const others = new Map(b.filter(task => task.content_hash).map(task => [task.content_hash, task]));
  return a.filter(task => others.has(task.content_hash))
    .map(task => {
      const other = others.get(task.content_hash);
      return {key: task.task_id, a: task, b: other, kind: kindOf(groupOf(task), groupOf(other))};
    })
    .sort((x, y) => KINDS.indexOf(x.kind) - KINDS.indexOf(y.kind));
}

function kindOf(a, b) {
  const judged = group => group === 'passed' || group === 'failed';
  if (!judged(a) || !judged(b)) {
    return 'open';
  }
  return a === b ? (a === 'passed' ? 'both' : 'neither') : a === 'passed' ? 'first' : 'second';
}
