// Small pieces that several views share.

import {h, setAttribute, setChildren, setText} from './dom.js';
import {age, count, some, time} from './format.js';

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

/** How far a batch is: what passed, what failed, what was not judged, and what is left. */
export function progressBar() {
  return h('div', {class: 'progress', role: 'progressbar', 'aria-valuemin': 0},
    ['passed', 'failed', 'unjudged'].map(part => h('span', {class: part})));
}

export function setProgress(bar, {total, passed, failed, unjudged, active}) {
  setAttribute(bar, 'aria-valuemax', Math.max(total, 1));
  setAttribute(bar, 'aria-valuenow', passed + failed + unjudged);
  setAttribute(bar, 'aria-label', 'Tasks');
  setAttribute(bar, 'aria-valuetext', `${passed + failed + unjudged} of ${some(total, 'task')} done, ${passed} passed, ${failed} failed, ${unjudged} not judged`);
  bar.classList.toggle('active', active);
  [passed, failed, unjudged].forEach((number, i) => {
    bar.children[i].style.width = `${total === 0 ? 0 : (100 * number) / total}%`;
  });
}

/** The three numbers, each with its colour and its sign; in a narrow place only those who listen get the words. */
export function outcome({passed, failed, unjudged}, isBrief = false) {
  const part = (tone, sign, number, word) => h('span', {class: `tone ${tone}`, title: isBrief ? word : null},
    `${sign} ${count(number)}`, h('span', {class: isBrief ? 'visually-hidden' : null}, ` ${word}`));
  return h('span', {class: 'outcome'}, part('good', '✓', passed, 'passed'), ' ',
    part('bad', '✕', failed, 'failed'), ' ', part('none', '–', unjudged, 'not judged'));
}

/** Those numbers of a batch as an answer has them. */
export function outcomeOf(batch) {
  const failed = batch.scored_tasks - batch.passed_tasks;
  return {passed: batch.passed_tasks, failed, unjudged: batch.failed_tasks - failed};
}

/** A button that copies a text. */
export function copyButton(text, what, label = 'copy') {
  const button = h('button', {type: 'button', class: 'copy', 'aria-label': `Copy ${what}`, title: `Copy ${what}`}, label);
  button.addEventListener('click', async () => {
    setText(button, await copied(text) ? 'copied' : 'not copied');
    setTimeout(() => setText(button, label), 1500);
  });
  return button;
}

/** Over plain HTTP a browser has no clipboard to write to, only the old command. */
async function copied(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(() => true, () => false);
  }
  const field = h('textarea', {class: 'visually-hidden'});
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
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

/** Who is missing and until when; how many only, for votes are not public. */
export function missingVotes(batch, now) {
  const missing = Math.max(0, (batch.required ?? 0) - (batch.votes ?? 0));
  const others = Math.max(0, (batch.total_validators ?? 0) - (batch.votes ?? 0));
  const left = !batch.votes_until ? '' : `, expires in ${age((Date.parse(batch.votes_until) - now) / 1000)}`;
  return `${count(missing)} more needed of the ${some(others, 'validator')} who have not voted${left}`;
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
