// Small pieces that several views share.

import {h, setAttribute, setChildren, setText} from './dom.js';
import {some, time} from './format.js';

const GLYPHS = {
  running: '●', extracting: '●', cloning_repo: '●', installing_deps: '●', running_agent: '●', running_tests: '●',
  completed: '✓', failed: '✕', unjudged: '–', voting: '◔', queued: '◦', suspicious: '!'
};

/** A word with a colour and a sign, so that it does not depend on the colour. */
export function badge(stage, label) {
  return setBadge(h('span'), stage, label);
}

export function setBadge(element, stage, label) {
  setAttribute(element, 'class', `badge ${stage}`);
  setChildren(element, h('span', {class: 'glyph', 'aria-hidden': 'true'}, GLYPHS[stage] ?? '●'), label);
  return element;
}

/** How far a batch is: what passed, what failed, and what is left. */
export function progressBar() {
  const bar = h('div', {class: 'progress', role: 'progressbar', 'aria-valuemin': 0},
    h('span', {class: 'passed'}), h('span', {class: 'failed'}));
  return bar;
}

export function setProgress(bar, {total, passed, failed, active}) {
  const done = passed + failed;
  setAttribute(bar, 'aria-valuemax', Math.max(total, 1));
  setAttribute(bar, 'aria-valuenow', done);
  setAttribute(bar, 'aria-label', 'Tasks');
  setAttribute(bar, 'aria-valuetext', `${done} of ${some(total, 'task')} done, ${passed} passed, ${failed} failed`);
  bar.classList.toggle('active', active);
  const share = number => `${total === 0 ? 0 : (100 * number) / total}%`;
  bar.children[0].style.width = share(passed);
  bar.children[1].style.width = share(failed);
}

/** Terms and what stands for them; a value is text or an element, null leaves the term out. */
export function facts(list) {
  return h('dl', {class: 'facts'}, list.filter(([, value]) => value !== null && value !== undefined)
    .map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value))));
}

export function moment(iso) {
  return iso ? h('time', {datetime: iso}, time(iso)) : '–';
}

/** Votes as dots and as words. */
export function votes(given, required) {
  const dots = Math.min(required, 24);
  return h('span', {class: 'votes'},
    h('span', {class: 'dots', 'aria-hidden': 'true'},
      Array.from({length: dots}, (_, i) => h('span', {class: i < given ? 'dot given' : 'dot'}))),
    `${given} of ${some(required, 'vote')}`);
}

/** The way up. */
export function trail(...steps) {
  return h('nav', {class: 'trail', 'aria-label': 'Breadcrumb'}, h('ol', {}, steps.map(([text, href]) =>
    h('li', {}, href ? h('a', {href}, text) : h('span', {'aria-current': 'page'}, text)))));
}

/** A heading that takes the focus when its view is opened. */
export function title(...content) {
  return h('h1', {tabindex: -1}, ...content);
}

export function message(element, text) {
  element.hidden = text === '';
  setText(element, text);
}
