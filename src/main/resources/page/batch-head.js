// What a batch came to so far.

import {batchPath} from './api.js';
import {h, setChildren, setText} from './dom.js';
import {duration, reward, some} from './format.js';
import {badge, copyButton, facts, message, missingVotes, moment, outcome, progressBar, setProgress, votes} from './parts.js';
import {name} from './printable.js';
import {meanReward} from './task-list.js';
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

  function progress(batch, found) {
    const total = batch.total_tasks;
    setProgress(bar, {...found, total, active: batch.status === 'running'});
    const left = total - found.passed - found.failed - found.unjudged;
    setChildren(numbers, ...(batch.started_at === null
      ? [some(total, 'task')]
      : [outcome(found), ` of ${some(total, 'task')}${left > 0 ? `, ${left} left` : ''}`]));
  }

  /** So far the mean of what was judged; at the end the reward that counts, over all tasks. */
  function result(batch, found) {
    const mean = meanReward(found);
    const judged = `over the ${some(found.passed + found.failed, 'task')} judged`;
    if (batch.started_at === null) {
      return ['–', 'reward'];
    }
    if (!isOver(batch.status)) {
      return [mean === null ? '–' : reward(mean), mean === null ? 'none judged yet' : `mean ${judged} so far`];
    }
    const differs = mean !== null && found.passed + found.failed < batch.total_tasks;
    return [reward(batch.aggregate_reward), `reward${differs ? `, ${reward(mean)} ${judged}` : ''}`];
  }

  return {
    element,
    /** @param found how many tasks passed, failed and were not judged */
    update(batch, found, now) {
      element.hidden = false;
      const began = batch.started_at !== null;
      const current = batchStage(batch);
      setChildren(stage, badge(current, current === 'queued' ? `queued, no. ${batch.queue_position}` : current));
      progress(batch, found);
      const [number, meant] = result(batch, found);
      setText(score, number);
      setText(meaning, meant);
      message(error, batch.error ? name(batch.error) : '');
      const running = began ? (batch.finished_at ? Date.parse(batch.finished_at) : now) - Date.parse(batch.started_at) : null;
      setChildren(details, facts([
        ['Duration', duration(running)],
        ['Started', moment(batch.started_at)],
        ['Finished', moment(batch.finished_at)],
        ['Votes', batch.required === null ? null : votes(batch.votes, batch.required)],
        ['Missing', !batch.votes_until ? null : h('span', {class: 'broad'}, missingVotes(batch, now))],
        ['To cancel', cancellation(batch.cancellation_votes)],
        ['Batch', hash(batch.batch_id, 'the batch’s id')],
        ['Archive', hash(batch.archive_hash, 'the archive’s hash')],
        ['Agent', batch.agent_hash === null ? null : hash(batch.agent_hash, 'the agent’s hash')],
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

function hash(text, what) {
  return h('span', {class: 'break'}, h('span', {class: 'mono'}, name(text)), ' ', copyButton(text, what));
}

function links(batch) {
  const path = batchPath(batch.batch_id);
  return h('span', {class: 'links broad'}, h('a', {href: `${path}?outputs=true`}, 'JSON'),
    isOver(batch.status) ? h('a', {href: `${path}/junit`}, 'JUnit XML') : null,
    isOver(batch.status) ? h('a', {href: `/verify/${encodeURIComponent(batch.batch_id)}`}, 'signed verdict') : null);
}
