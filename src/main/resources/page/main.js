// Shows the view that the address names.

import {probe} from './api.js';
import {showBatch} from './batch.js';
import {showComparison} from './compare.js';
import {reportFound, reportLost} from './connection.js';
import {h} from './dom.js';
import {showOverview} from './overview.js';
import {title, trail} from './parts.js';
import {repeat} from './poll.js';
import {parse} from './route.js';
import {showTask} from './task.js';

const main = document.getElementById('main');
const views = {overview: showOverview, batch: showBatch, task: showTask, compare: showComparison};
/** A service that hangs is noticed by this and the time that is too long for an answer. */
const PULSE = 3000;
let current = new AbortController();

function showNothing(root) {
  document.title = 'Not found · term-executor';
  root.append(trail(['Overview', '#/']), title('There is nothing at this address'),
    h('p', {}, h('a', {href: '#/'}, 'Go to the overview')));
}

function show(isFirst) {
  const route = parse(location.hash);
  if (route === null && location.hash === '#main') {
    return;
  }
  current.abort();
  current = new AbortController();
  reportFound();
  const root = h('div', {class: 'view'});
  main.replaceChildren(root);
  (views[route?.view] ?? showNothing)(root, route, current.signal);
  if (!isFirst) {
    window.scrollTo(0, 0);
    root.querySelector('h1')?.focus();
  }
}

document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
window.addEventListener('hashchange', () => show(false));
window.addEventListener('beforeprint', () => {
  main.querySelectorAll('details:not([open])').forEach(part => {
    part.open = true;
    part.dataset.opened = '';
  });
});
window.addEventListener('afterprint', () => {
  main.querySelectorAll('details[data-opened]').forEach(part => {
    part.open = false;
    delete part.dataset.opened;
  });
});
show(true);
pulse(new AbortController().signal);

/** Views of what has ended ask for nothing more, and are still told when the service is away. */
function pulse(signal) {
  repeat(async () => {
    (await probe('/livez', signal)) === 0 ? reportLost() : reportFound();
    return PULSE;
  }, signal);
}
