// What speaks for a verdict: test results, the agent's change and what it printed, earlier attempts.

import {diff} from './diff.js';
import {h} from './dom.js';
import {duration} from './format.js';
import {output} from './lines.js';
import {badge} from './parts.js';
import {name} from './printable.js';
import {stepTable} from './steps.js';
import {failureLabel} from './words.js';

export function evidence(task, signal) {
  return [
    section('Tests', task.test_results, tests => tests.map(test => testResult(test, task.outputs_public))),
    section('Suspicious paths', task.suspicious_paths, paths => [
      h('p', {class: 'muted'}, 'The change touches files that can influence how it is judged. A pass counts only if the tests also pass with the task’s versions of them.'),
      h('ul', {class: 'paths'}, paths.map(path => h('li', {class: 'mono'}, h('bdi', {}, name(path)))))]),
    section('Suspicious lines', task.suspicious_lines, lines => [
      h('p', {class: 'muted'}, 'The change adds lines that end or inspect the process that judges. They decide nothing.'),
      h('ul', {class: 'paths'}, lines.map(line => h('li', {class: 'mono'}, h('bdi', {}, name(line)))))]),
    change(task, signal),
    section('Earlier attempts', task.attempts, attempts => attempts.map(attempt))
  ].filter(part => part !== null);
}

function section(text, items, content) {
  const id = text.toLowerCase().replaceAll(' ', '-');
  return items.length === 0 ? null
    : h('section', {'aria-labelledby': id}, h('h2', {id}, text), ...content(items));
}

function change(task, signal) {
  if (task.agent_patch !== '') {
    return section('Change', [task.agent_patch], ([patch]) => [diff(patch, signal)]);
  }
  const agentRan = task.phases.some(step => step.phase === 'running_agent');
  return task.outputs_public || !agentRan ? null : section('Change', [task], () => [notPublic('What the agent changed')]);
}

function testResult(test, isPublic) {
  const exit = test.exit_code < 0 ? '' : `exit ${test.exit_code}`;
  return h('details', {class: 'card test', open: !test.passed},
    h('summary', {},
      badge(test.passed ? 'completed' : 'failed', test.passed ? 'PASS' : 'FAIL'),
      h('span', {class: 'mono name'}, h('bdi', {}, name(test.name))),
      h('span', {class: 'muted'}, exit)),
    test.objection ? h('p', {class: 'problem'}, name(test.objection)) : null,
    control(test),
    isPublic ? printed(test.output, `Output of ${name(test.name)}`) : notPublic('What it printed'));
}

const CONTROLS = {
  red: 'Control: red. With one expectation changed the script failed, as it must.',
  green: 'Control: green. The script passed although a changed expectation must fail, so its pass says nothing.',
  none: 'Control: none. No change of an expectation was seen to make this script fail, so its pass rests on its exit code and report alone. That counts neither for nor against the agent.'
};

function control(test) {
  if (!test.passed || !CONTROLS[test.control]) return null;
  return h('p', {class: test.control === 'green' ? 'problem' : 'muted'},
    CONTROLS[test.control] + (test.control_note ? ` ${name(test.control_note)}` : ''));
}

function notPublic(what) {
  return h('p', {class: 'muted'}, `${what} is not public now.`);
}

function printed(text, label) {
  return text === '' ? h('p', {class: 'muted'}, 'It printed nothing.') : output(text, label);
}

function attempt(one) {
  return h('details', {class: 'card'},
    h('summary', {}, `Attempt ${one.attempt}: ${failureLabel(one.failure_class)} after ${duration(one.duration_ms)}`),
    h('p', {class: 'problem'}, name(one.error)),
    one.phases.length > 0 ? stepTable(one.phases, `Steps of attempt ${one.attempt}`) : null,
    one.log ? output(one.log, `Log of attempt ${one.attempt}`) : null);
}
