// Which other batch to hold against this one.

import {get, now} from './api.js';
import {h} from './dom.js';
import {ago, reward, shortId} from './format.js';
import {compareHash} from './route.js';

/** A list of the batches that have begun, read once. */
export function comparisonChoice(id, signal) {
  const select = h('select', {id: 'compare'}, h('option', {value: ''}, 'another batch …'));
  const element = h('div', {class: 'tools compare-choice', hidden: true}, h('label', {for: 'compare'}, 'Compare with'), select);
  let isRead = false;

  select.addEventListener('change', () => {
    if (select.value !== '') {
      location.hash = compareHash(id, select.value);
    }
  });

  async function read() {
    const all = await get('/batches', signal).catch(() => []);
    const others = all.filter(batch => batch.batch_id !== id && batch.started_at !== null);
    element.hidden = others.length === 0;
    select.append(...others.map(batch => h('option', {value: batch.batch_id},
      `${shortId(batch.batch_id)}, ${ago(batch.created_at, now())}, ${batch.passed_tasks} of ${batch.total_tasks} passed, ${reward(batch.aggregate_reward)}`)));
  }

  return {
    element,
    /** Once its tasks are known there is something to compare. */
    show(batch) {
      if (!isRead && batch.tasks.length > 0) {
        isRead = true;
        read();
      }
    }
  };
}
