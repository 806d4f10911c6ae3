// The steps of a task as a table, grouped by the script that they are about; a group unfolds to how each ended and what it used.

import {h} from './dom.js';
import {bytes, duration} from './format.js';
import {name} from './printable.js';
import {phaseLabel} from './words.js';

const COLUMNS = ['Step', 'Ended', 'Time', 'CPU', 'Memory'];

/** @param scripts the names of the test scripts */
export function stepTable(phases, caption, scripts = []) {
  return h('table', {class: 'cards steps'},
    h('caption', {class: 'visually-hidden'}, caption),
    h('thead', {}, h('tr', {}, COLUMNS.map(column => h('th', {scope: 'col'}, column)))),
    grouped(phases, scripts).map(group => group.steps.length === 1
      ? h('tbody', {}, row(group.steps[0], label(group)))
      : folded(group)));
}

/** What is made ready for a script belongs to it; so do its runs for the task's validation and its control. */
function grouped(phases, scripts) {
  const groups = new Map();
  let waiting = [];
  for (const step of phases) {
    const script = scripts.find(one => step.name === one || step.name.endsWith(` ${one}`));
    if (script === undefined && step.phase === 'running_tests') {
      waiting.push(step);
    } else {
      add(groups, step.phase, script ?? '', [...waiting, step]);
      waiting = [];
    }
  }
  add(groups, 'running_tests', '', waiting);
  return [...groups.values()];
}

function add(groups, phase, script, steps) {
  if (steps.length > 0) {
    const key = JSON.stringify([phase, script]);
    const group = groups.get(key) ?? {phase, script, steps: []};
    group.steps.push(...steps);
    groups.set(key, group);
  }
}

function folded(group) {
  const rows = group.steps.map(step => row(step, name(step.name)));
  rows.forEach(one => {
    one.hidden = true;
    one.classList.add('part');
  });
  const button = h('button', {type: 'button', class: 'fold', 'aria-expanded': 'false'}, label(group), h('span', {class: 'muted'}, ` ${group.steps.length} steps`));
  button.addEventListener('click', () => {
    const opens = rows[0].hidden;
    rows.forEach(one => {
      one.hidden = !opens;
    });
    button.setAttribute('aria-expanded', String(opens));
  });
  const total = key => group.steps.every(step => step[key] === null) ? null : group.steps.reduce((sum, step) => sum + (step[key] ?? 0), 0);
  const memory = Math.max(...group.steps.map(step => step.peak_memory_bytes ?? 0));
  const main = group.steps.find(step => step.name === group.script) ?? group.steps.find(isBad) ?? group.steps.at(-1);
  return h('tbody', {}, cells(group.phase, button, main,
    {duration_ms: total('duration_ms'), cpu_ms: total('cpu_ms'), peak_memory_bytes: memory || null}), rows);
}

function label({phase, script}) {
  return script === '' ? phaseLabel(phase) : name(script);
}

function row(step, text) {
  return cells(step.phase, h('bdi', {}, text), step, step);
}

function cells(phase, text, end, used) {
  return h('tr', {},
    h('th', {scope: 'row', class: 'name'}, h('span', {class: `swatch ${phase}`, 'aria-hidden': 'true'}), h('span', {class: 'visually-hidden'}, `${phaseLabel(phase)}: `), text),
    h('td', {'data-label': 'Ended'}, ended(end)),
    h('td', {'data-label': 'Time', class: 'number'}, duration(used.duration_ms)),
    h('td', {'data-label': 'CPU', class: 'number'}, duration(used.cpu_ms)),
    h('td', {'data-label': 'Memory', class: 'number'}, bytes(used.peak_memory_bytes)));
}

/** Whether a step ended as it should not. */
export function isBad(step) {
  return step.timed_out || step.limit !== null || step.signal !== null || (step.exit_code ?? 0) !== 0;
}

function ended(step) {
  const how = step.timed_out ? 'timed out'
    : step.exit_code !== null ? `exit ${step.exit_code}`
      : step.signal !== null ? name(step.signal) : '–';
  return h('span', {class: isBad(step) ? 'tone bad' : null}, step.limit === null ? how : `${how}, limit: ${name(step.limit)}`);
}
