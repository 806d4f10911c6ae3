// What speaks for a verdict: test results, the agent's change and what it was asked, earlier attempts.

import {diff} from './diff.js';
import {h} from './dom.js';
import {duration} from './format.js';
import {output} from './output.js';
import {badge} from './parts.js';
import {name} from './printable.js';
import {isBad, stepTable} from './steps.js';
import {failureLabel} from './words.js';

/** The scripts, those that did not pass first. */
export function tests(task, search) {
  const results = task.test_results.map((test, i) => ({test, i}))
    .sort((a, b) => a.test.passed - b.test.passed || a.i - b.i);
  return [section('Tests', results, list => list.map(({test, i}) => testResult(test, i, task.outputs_public, search)))].filter(part => part !== null);
}

/** All else that speaks for it. */
export function circumstances(task, search) {
  return [
    prompt(task),
    section('Suspicious paths', task.suspicious_paths, paths => [
      h('p', {class: 'muted'}, 'The change touches files that can influence how it is judged. A pass counts only if the tests also pass with the task’s versions of them.'),
      h('ul', {class: 'paths'}, paths.map(path => h('li', {class: 'mono'}, h('bdi', {}, name(path)))))]),
    section('Suspicious lines', task.suspicious_lines, lines => [
      h('p', {class: 'muted'}, 'The change adds lines that end or inspect the process that judges. They decide nothing.'),
      h('ul', {class: 'paths'}, lines.map(line => h('li', {class: 'mono'}, h('bdi', {}, name(line)))))]),
    change(task),
    section('Steps', task.phases.length > 0 ? [task] : [], () => [
      stepTable(task.phases, 'Steps of the last attempt', task.test_results.map(test => test.name))]),
    section('Earlier attempts', task.attempts, attempts => attempts.map(one => attempt(one, search)))
  ].filter(part => part !== null);
}

/** The names of the steps that a failure is about. */
export function failingSteps(task) {
  if (task.passed === true) {
    return new Set();
  }
  const scripts = task.test_results.filter(test => !test.passed).map(test => test.name);
  return new Set(scripts.length > 0 ? scripts : task.phases.filter(isBad).map(step => step.name));
}

function section(text, items, content) {
  const id = text.toLowerCase().replaceAll(' ', '-');
  return items.length === 0 ? null
    : h('section', {'aria-labelledby': id}, h('h2', {id}, text), ...content(items));
}

function prompt(task) {
  return task.prompt === '' ? null : section('Prompt', [task.prompt], ([text]) => [
    h('details', {class: 'card prompt', open: text.length < 400}, h('summary', {}, 'What the agent was asked'),
      h('div', {class: 'prose'}, text.trim().split('\n').map(line => h('p', {}, h('bdi', {}, line === '' ? '\u00a0' : name(line))))))]);
}

function change(task) {
  if (task.agent_patch !== '') {
    return section('Change', [task.agent_patch], ([patch]) => [diff(patch)]);
  }
  const agentRan = task.phases.some(step => step.phase === 'running_agent');
  return !agentRan ? null : section('Change', [task], () => [task.outputs_public
    ? h('p', {class: 'muted'}, 'The agent changed nothing.')
    : notPublic('What the agent changed')]);
}

function testResult(test, index, isPublic, search) {
  const exit = test.exit_code < 0 ? '' : `exit ${test.exit_code}`;
  return h('details', {class: 'card test', open: !test.passed},
    h('summary', {},
      badge(test.passed ? 'completed' : 'failed', test.passed ? 'PASS' : 'FAIL'),
      h('span', {class: 'mono name'}, h('bdi', {}, name(test.name))),
      h('span', {class: 'muted'}, exit)),
    test.objection ? h('p', {class: 'problem'}, name(test.objection)) : null,
    control(test),
    isPublic ? printed(test.output, {label: `Output of ${name(test.name)}`, prefix: `test${index}`, search, hasFailed: !test.passed}) : notPublic('What it printed'));
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

function printed(text, options) {
  return text === '' ? h('p', {class: 'muted'}, 'It printed nothing.') : output(text, options);
}

function attempt(one, search) {
  return h('details', {class: 'card'},
    h('summary', {}, `Attempt ${one.attempt}: ${failureLabel(one.failure_class)} after ${duration(one.duration_ms)}`),
    h('p', {class: 'problem'}, name(one.error)),
    one.phases.length > 0 ? stepTable(one.phases, `Steps of attempt ${one.attempt}`) : null,
    one.log ? output(one.log, {label: `Log of attempt ${one.attempt}`, prefix: `attempt${one.attempt}`, search}) : null);
}
