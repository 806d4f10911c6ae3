// Shows the view that the address names.

import {showBatch} from './batch.js';
import {reportFound} from './connection.js';
import {h} from './dom.js';
import {showOverview} from './overview.js';
import {title, trail} from './parts.js';
import {parse} from './route.js';
import {showTask} from './task.js';

const main = document.getElementById('main');
const views = {overview: showOverview, batch: showBatch, task: showTask};
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
show(true);
