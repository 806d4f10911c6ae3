// The steps of a task as a table: how each ended and what it used.

import {h} from './dom.js';
import {bytes, duration} from './format.js';
import {name} from './printable.js';
import {phaseLabel} from './words.js';

const COLUMNS = ['Phase', 'Step', 'Ended', 'Time', 'CPU', 'Memory'];

export function stepTable(phases, caption) {
  return h('table', {class: 'cards steps'},
    h('caption', {class: 'visually-hidden'}, caption),
    h('thead', {}, h('tr', {}, COLUMNS.map(column => h('th', {scope: 'col'}, column)))),
    h('tbody', {}, phases.map(step => h('tr', {},
      h('th', {scope: 'row'}, h('span', {class: `swatch ${step.phase}`, 'aria-hidden': 'true'}), phaseLabel(step.phase)),
      h('td', {'data-label': 'Step', class: 'name'}, h('bdi', {}, name(step.name))),
      h('td', {'data-label': 'Ended'}, ended(step)),
      h('td', {'data-label': 'Time', class: 'number'}, duration(step.duration_ms)),
      h('td', {'data-label': 'CPU', class: 'number'}, duration(step.cpu_ms)),
      h('td', {'data-label': 'Memory', class: 'number'}, bytes(step.peak_memory_bytes))))));
}

function ended(step) {
  const how = step.timed_out ? 'timed out'
    : step.exit_code !== null ? `exit ${step.exit_code}`
      : step.signal !== null ? name(step.signal) : '–';
  const fine = !step.timed_out && step.limit === null && (step.exit_code === 0 || how === '–');
  return h('span', {class: fine ? null : 'tone bad'}, step.limit === null ? how : `${how}, limit: ${name(step.limit)}`);
}
