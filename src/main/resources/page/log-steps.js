// Pieces of output put together to lines, and lines to the steps that printed them.

import {h, setText} from './dom.js';
import {firstError} from './first-error.js';
import {clock, some} from './format.js';
import {LineList} from './line-list.js';
import {addressOf} from './output.js';
import {name} from './printable.js';
import {phaseLabel} from './words.js';

/** A log of so few lines is shown without a fold. */
const SHORT = 60;

export class LogSteps {
  #box;
  #search;
  #steps = [];
  #lines = 0;

  constructor(box, search) {
    this.#box = box;
    this.#search = search;
  }

  isEmpty() {
    return this.#steps.length === 0;
  }

  lists() {
    return this.#steps;
  }

  /** @param follows whether the end is in view and should stay so */
  append(entries, follows) {
    for (const entry of entries) {
      const step = this.#stepOf(entry);
      const isOurs = entry.stream === 'executor';
      if (isOurs) {
        step.list.close();
      }
      const before = step.list.length;
      step.list.append(entry.text, {time: clock(entry.time), isOurs, stays: follows});
      this.#lines += step.list.length - before;
      if (isOurs) {
        step.list.close();
        step.end = entry.text.trim();
      }
      setText(step.note, step.end === '' || step.end.length > 60 ? some(step.list.length, 'line') : `${some(step.list.length, 'line')} · ${name(step.end)}`);
    }
  }

  #stepOf({attempt, phase, step}) {
    const last = this.#steps.at(-1);
    const key = JSON.stringify([attempt, phase, step]);
    if (last?.key === key) {
      return last;
    }
    const note = h('span', {class: 'muted'});
    const list = new LineList('log', this.#lines, line => addressOf(this.#search, line));
    const element = h('details', {class: 'step'},
      h('summary', {}, h('span', {class: `swatch ${phase}`, 'aria-hidden': 'true'}),
        `${attempt > 1 ? `attempt ${attempt} · ` : ''}${phaseLabel(phase)} · ${name(step ?? '')}`, ' ', note),
      list.element);
    element.addEventListener('toggle', () => element.open && list.activate());
    const made = {key, step, note, list, element, end: '', open: () => this.#open(made)};
    this.#steps.push(made);
    this.#box.append(element);
    return made;
  }

  #open(step, stays = false) {
    step.list.activate(stays);
    step.element.open = true;
  }

  /** While it runs. */
  openLast() {
    const last = this.#steps.at(-1);
    if (last && !last.wasOpened) {
      last.wasOpened = true;
      this.#steps.filter(step => step !== last).forEach(step => {
        step.element.open = this.#lines <= SHORT;
      });
      this.#open(last, true);
    }
  }

  /**
   * At its end: what failed is open.
   *
   * @param failing the names of steps
   * @return the first line that says what is wrong, or null
   */
  settle(failing) {
    const failed = this.#steps.filter(step => failing.has(step.step) && step.list.length > 0);
    for (const step of this.#steps) {
      failed.includes(step) || this.#lines <= SHORT ? this.#open(step) : step.element.open = false;
    }
    for (const one of failed) {
      const index = firstError(one.list.texts().map((text, i) => one.list.isOurs(i) ? '' : text));
      if (index >= 0) {
        const number = one.list.firstNumber + index;
        one.list.mark('first-error', [number]);
        return {one, number};
      }
    }
    return null;
  }

  areOpen() {
    return this.#steps.every(step => step.element.open);
  }

  /** Opens all steps, or closes them when all are open. */
  toggleAll() {
    const opens = !this.areOpen();
    for (const step of this.#steps) {
      opens ? this.#open(step) : step.element.open = false;
    }
  }
}
