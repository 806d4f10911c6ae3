// What a batch came to so far.

import {batchPath} from './api.js';
import {h, setChildren, setText} from './dom.js';
import {duration, reward, some} from './format.js';
import {badge, facts, message, moment, progressBar, setProgress, votes} from './parts.js';
import {name} from './printable.js';
import {batchStage, cancellationVotes, isOver} from './words.js';

export function batchHead() {
  const stage = h('span');
  const score = h('span', {class: 'score'});
  const meaning = h('span', {class: 'muted'});
  const bar = progressBar();
  const numbers = h('p', {class: 'numbers'});
  const error = h('p', {class: 'problem', hidden: true});
  const details = h('div');
  const element = h('section', {class: 'card', 'aria-label': 'Summary', hidden: true},
    h('div', {class: 'row'}, stage, h('p', {class: 'verdict'}, score, meaning)),
    bar, numbers, error, details);

  function progress(batch, timeline) {
    const live = timeline.counts();
    const passed = Math.max(batch.passed_tasks, live.passed);
    const failed = Math.max(batch.failed_tasks, live.failed);
    const total = batch.total_tasks;
    setProgress(bar, {total, passed, failed, active: batch.status === 'running'});
    const left = total - passed - failed;
    setText(numbers, `${passed} passed, ${failed} failed${left > 0 ? `, ${left} left` : ''} of ${some(total, 'task')}`);
    return total === 0 ? 0 : passed / total;
  }

  return {
    element,
    update(batch, timeline, now) {
      element.hidden = false;
      const began = batch.started_at !== null;
      const current = batchStage(batch);
      setChildren(stage, badge(current, current === 'queued' ? `queued, no. ${batch.queue_position}` : current));
      const mean = progress(batch, timeline);
      setText(score, began ? reward(mean) : '–');
      setText(meaning, isOver(batch.status) ? 'reward' : 'reward so far');
      message(error, batch.error ? name(batch.error) : '');
      const running = began ? (batch.finished_at ? Date.parse(batch.finished_at) : now) - Date.parse(batch.started_at) : null;
      setChildren(details, facts([
        ['Duration', duration(running)],
        ['Started', moment(batch.started_at)],
        ['Finished', moment(batch.finished_at)],
        ['Votes', batch.required === null ? null : votes(batch.votes, batch.required)],
        ['To cancel', cancellation(batch.cancellation_votes)],
        ['Batch', h('span', {class: 'mono break'}, name(batch.batch_id))],
        ['Archive', h('span', {class: 'mono break'}, name(batch.archive_hash))],
        ['Scored', scored(batch)],
        ['Data', links(batch)]
      ]));
    }
  };
}

/** Votes to cancel the batch and tasks of it, a line each. */
function cancellation(counts) {
  return counts.length === 0 ? null : h('div', {class: 'broad cancellation'}, counts.map(count =>
    h('p', {}, h('bdi', {}, count.task_id === null ? 'The batch' : name(count.task_id)), `: ${cancellationVotes(count)}`)));
}

/** Tasks without a verdict say nothing about the agent. */
function scored(batch) {
  return isOver(batch.status) && batch.scored_tasks < batch.total_tasks && batch.scored_reward !== null
    ? h('span', {class: 'broad'}, `${reward(batch.scored_reward)} over the ${some(batch.scored_tasks, 'task')} with a verdict`)
    : null;
}

function links(batch) {
  const path = batchPath(batch.batch_id);
  return h('span', {class: 'links broad'}, h('a', {href: path}, 'JSON'),
    isOver(batch.status) ? h('a', {href: `${path}/junit`}, 'JUnit XML') : null,
    isOver(batch.status) ? h('a', {href: `/verify/${encodeURIComponent(batch.batch_id)}`}, 'signed verdict') : null);
}
