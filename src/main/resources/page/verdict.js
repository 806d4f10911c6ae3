// What a task came to, in words, and its steps.

import {h} from './dom.js';
import {duration, reward} from './format.js';
import {output} from './lines.js';
import {badge, facts} from './parts.js';
import {name} from './printable.js';
import {stepTable} from './steps.js';
import {failureLabel, failureReason, isOver, phaseLabel, taskStage} from './words.js';

export function verdict(task, path) {
  const stage = taskStage(task);
  // A doubled time limit is no attempt of its own.
  const earlier = task.attempts.filter(attempt => attempt.failure_class !== 'timeout').length;
  return [
    h('section', {class: 'card', 'aria-label': 'Verdict'},
      h('div', {class: 'row'},
        badge(stage, stage === 'unjudged' ? 'no verdict' : phaseLabel(task.status)),
        isOver(task.status)
          ? h('p', {class: 'verdict'}, h('span', {class: 'score'}, reward(task.reward)), h('span', {class: 'muted'}, 'reward'))
          : null),
      task.failure_class
        ? h('p', {}, h('strong', {}, failureLabel(task.failure_class)), ' – ', failureReason(task.failure_class))
        : null,
      task.status === 'completed' ? h('p', {}, 'Every test script passed with the agent’s change.') : null,
      task.error ? problem(task.error) : null,
      task.notes.length > 0 ? h('ul', {class: 'notes'}, task.notes.map(note => h('li', {}, name(note)))) : null,
      facts([
        ['Duration', task.duration_ms === null ? null : duration(task.duration_ms)],
        ['Attempts', earlier > 0 ? String(earlier + 1) : null],
        ['Isolation', task.isolation],
        ['Tests ran in', task.verified_in === 'fresh' ? 'a fresh copy' : task.verified_in === null ? null : 'the tree that the agent left'],
        ['Data', h('a', {href: path}, 'JSON')]
      ])),
    task.phases.length > 0
      ? h('section', {'aria-labelledby': 'steps'}, h('h2', {id: 'steps'}, 'Steps'), stepTable(task.phases, 'Steps of the last attempt'))
      : null
  ].filter(part => part !== null);
}

/** Behind its first line stands what a command printed. */
function problem(error) {
  const [sentence, ...printed] = error.split('\n');
  return h('div', {},
    h('p', {class: 'problem'}, name(sentence)),
    printed.length > 0 ? output(printed.join('\n'), 'What it printed') : null);
}
