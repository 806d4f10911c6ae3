// Pieces of output put together to lines. The last few thousand are in the page, whatever is printed.

import {PLAIN} from './ansi.js';
import {h} from './dom.js';
import {count} from './format.js';
import {cut, line, sinceReturn} from './lines.js';
import {name} from './printable.js';
import {phaseLabel} from './words.js';

const MOST_LINES = 4000;

export class LogLines {
  #box;
  #left = 0;
  #note = h('div', {class: 'cut'});
  #source = '';
  #style = PLAIN;
  /** The line that is not at its end: its text so far, as far as it is shown, and its element. */
  #open = null;

  constructor(box) {
    this.#box = box;
    box.replaceChildren();
  }

  isEmpty() {
    return !this.#box.hasChildNodes();
  }

  append(entries) {
    const added = [];
    for (const entry of entries) {
      this.#head(entry, added);
      this.#text(entry, added);
    }
    const shown = added.length > MOST_LINES ? added.slice(-MOST_LINES) : added;
    this.#left += added.length - shown.length;
    this.#box.append(...shown);
    this.#trim();
  }

  #head(entry, added) {
    const source = JSON.stringify([entry.attempt, entry.phase, entry.step]);
    if (source !== this.#source) {
      this.#source = source;
      this.#end();
      const attempt = entry.attempt > 1 ? `attempt ${entry.attempt} · ` : '';
      added.push(h('div', {class: 'step'}, h('span', {class: `swatch ${entry.phase}`, 'aria-hidden': 'true'}),
        `${attempt}${phaseLabel(entry.phase)} · ${name(entry.step ?? '')}`));
    }
  }

  #end() {
    this.#open = null;
    this.#style = PLAIN;
  }

  #text(entry, added) {
    if (entry.stream === 'executor') {
      this.#end();
    }
    const parts = entry.text.split('\n');
    const skipped = Math.max(0, parts.length - MOST_LINES);
    this.#left += skipped;
    parts.slice(skipped).forEach((text, i, all) => {
      const isLast = i === all.length - 1;
      if (!isLast || text !== '') {
        this.#write(text, entry.stream, isLast, added);
      }
    });
    if (entry.stream === 'executor') {
      this.#end();
    }
  }

  #write(text, stream, staysOpen, added) {
    const before = this.#open;
    const joined = (before?.text ?? '') + text;
    const raw = sinceReturn(joined);
    const whole = cut(raw);
    const left = (raw === joined ? before?.left ?? 0 : 0) + whole.left;
    const style = before?.style ?? this.#style;
    const made = line(whole.text, style, left);
    made.element.classList.toggle('executor', stream === 'executor');
    if (before?.element.isConnected) {
      before.element.replaceWith(made.element);
    } else {
      const place = before ? added.lastIndexOf(before.element) : -1;
      place >= 0 ? added.splice(place, 1, made.element) : added.push(made.element);
    }
    this.#open = staysOpen ? {text: whole.text, left, style, element: made.element} : null;
    this.#style = staysOpen ? this.#style : made.style;
  }

  #trim() {
    this.#note.remove();
    while (this.#box.childElementCount > MOST_LINES) {
      this.#box.firstElementChild.remove();
      this.#left++;
    }
    if (this.#left > 0) {
      this.#note.textContent = `${count(this.#left)} earlier lines are left out here; the raw JSON has them.`;
      this.#box.prepend(this.#note);
    }
  }
}
