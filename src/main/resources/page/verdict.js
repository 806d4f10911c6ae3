// What a task came to, in words.

import {plain} from './ansi.js';
import {h} from './dom.js';
import {firstError} from './first-error.js';
import {duration, reward} from './format.js';
import {addressOf, output} from './output.js';
import {badge, copyButton, facts, moment} from './parts.js';
import {name} from './printable.js';
import {commitLink, repositoryLink} from './repository.js';
import {failureLabel, failureReason, isOver, phaseLabel, taskStage} from './words.js';

/** @param agentHash of the batch; null while it is not known */
export function verdict(task, path, agentHash, search) {
  const stage = taskStage(task);
  // A doubled time limit is no attempt of its own.
  const earlier = task.attempts.filter(attempt => attempt.failure_class !== 'timeout').length;
  return h('section', {class: 'card', 'aria-label': 'Verdict'},
    h('div', {class: 'row'},
      badge(stage, stage === 'unjudged' ? 'not judged' : phaseLabel(task.status)),
      isOver(task.status)
        ? h('p', {class: 'verdict'}, h('span', {class: 'score'}, task.passed === null ? '–' : reward(task.reward)), h('span', {class: 'muted'}, 'reward'))
        : null),
    task.failure_class
      ? h('p', {}, h('strong', {}, failureLabel(task.failure_class)), ' – ', failureReason(task.failure_class))
      : null,
    task.status === 'completed' ? h('p', {}, 'Every test script passed with the agent’s change.') : null,
    task.error ? problem(task.error, search) : null,
    firstFailure(task, search),
    task.notes.length > 0 ? h('ul', {class: 'notes'}, task.notes.map(note => h('li', {}, name(note)))) : null,
    facts([
      ['Repository', task.repository === null ? null : repositoryLink(task.repository)],
      ['Base commit', task.base_commit === null ? null : commitLink(task.repository, task.base_commit)],
      ['Agent', agentHash === null ? null : h('span', {}, h('span', {class: 'mono', title: agentHash}, agentHash.slice(0, 12)), ' ', copyButton(agentHash, 'the agent’s hash'))],
      ['Started', task.started_at === null ? null : moment(task.started_at)],
      ['Duration', task.duration_ms === null ? null : duration(task.duration_ms)],
      ['Attempts', earlier > 0 ? String(earlier + 1) : null],
      ['Isolation', task.isolation],
      ['Image', task.image && `${task.image} (${task.image_digest})`],
      ['Tests ran in', task.verified_in === 'fresh' ? 'a fresh copy' : task.verified_in === null ? null : 'the tree that the agent left'],
      ['Data', h('span', {class: 'links'}, h('a', {href: path}, 'JSON'), copyButton(task.task_id, 'the task’s id', 'copy id'))]
    ]));
}

/** The line that says what is wrong, and the way to what stands around it. */
function firstFailure(task, search) {
  const test = task.test_results.findIndex(result => !result.passed && result.output !== '');
  if (test < 0) {
    return null;
  }
  const lines = task.test_results[test].output.replace(/\n$/, '').split('\n');
  const index = firstError(lines);
  return index < 0 ? null : h('p', {class: 'first-failure'},
    h('a', {href: addressOf(search, `test${test}-${index + 1}`), class: 'mono'}, h('bdi', {}, name(plain(lines[index]).trim()))));
}

/** Behind its first line stands what a command printed. */
function problem(error, search) {
  const [sentence, ...printed] = error.split('\n');
  return h('div', {},
    h('p', {class: 'problem'}, name(sentence)),
    printed.length > 0 ? output(printed.join('\n'), {label: 'What it printed', prefix: 'error', search, hasFailed: true}) : null);
}
