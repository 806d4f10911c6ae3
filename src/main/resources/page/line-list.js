// Numbered lines, of which at most a few thousand are in the page; the others come when they are asked for.

import {PLAIN, pieces, plain} from './ansi.js';
import {h} from './dom.js';
import {count} from './format.js';
import {content, cut, lastWritten, sinceReturn} from './lines.js';

const MOST_SHOWN = 1000;
const STEP = 500;
/** Of a longer output the beginning is forgotten. */
const MOST_KEPT = 100_000;

export class LineList {
  element = h('div', {class: 'lines'});
  /** Of each line its text, the style that it begins with, characters cut, time and whether the service wrote it. */
  #lines = [];
  #forgotten = 0;
  #from = 0;
  #to = 0;
  #style = PLAIN;
  #isOpen = false;
  #isActive = false;
  #prefix;
  #offset;
  #link;
  #rows = h('div');
  #earlier = h('button', {type: 'button', class: 'more', hidden: true});
  #later = h('button', {type: 'button', class: 'more', hidden: true});
  #marks = new Map();

  /**
   * @param prefix names the list in addresses: PREFIX-NUMBER is a line's
   * @param offset how many lines were numbered before it
   * @param link makes the address of such a name
   */
  constructor(prefix, offset, link) {
    this.#prefix = prefix;
    this.#offset = offset;
    this.#link = link;
    this.element.append(this.#earlier, this.#rows, this.#later);
    this.#earlier.addEventListener('click', () => this.#show(Math.max(0, this.#from - STEP), this.#from - STEP + MOST_SHOWN));
    this.#later.addEventListener('click', () => this.#show(Math.max(0, this.#to + STEP - MOST_SHOWN), this.#to + STEP));
  }

  get length() {
    return this.#forgotten + this.#lines.length;
  }

  get prefix() {
    return this.#prefix;
  }

  /** The number of the first line that is kept. */
  get firstNumber() {
    return this.#number(0);
  }

  /** The texts that are kept, as printed. */
  texts() {
    return this.#lines.map(line => line.text);
  }

  /** Whether the service wrote a line, and not a program. */
  isOurs(index) {
    return this.#lines[index].isOurs;
  }

  /** Numbers of the lines that hold a text, whatever its case. */
  find(text) {
    const wanted = text.toLowerCase();
    return this.#lines.flatMap((line, i) => plain(line.text).toLowerCase().includes(wanted) ? [this.#number(i)] : []);
  }

  has(number) {
    return number > this.#offset + this.#forgotten && number <= this.#offset + this.length;
  }

  /** Ends the line that is not at its end. */
  close() {
    this.#isOpen = false;
    this.#style = PLAIN;
  }

  /**
   * Adds what was printed: the lines, and what follows the last break as a line that goes on.
   *
   * @param stays whether the last lines are in view and should stay so
   */
  append(text, {time = null, isOurs = false, stays = false} = {}) {
    const wasWhole = this.#to === this.#lines.length;
    const firstNew = Math.max(0, this.#lines.length - (this.#isOpen ? 1 : 0));
    const parts = text.split('\n');
    parts.forEach((part, i) => {
      const isLast = i === parts.length - 1;
      if (!isLast || part !== '') {
        this.#write(part, {time, isOurs}, isLast);
      }
    });
    const isShort = this.#forget() === 0;
    if (this.#isActive) {
      isShort && wasWhole && !(stays && this.#lines.length - this.#from > MOST_SHOWN)
        ? this.#extend(firstNew)
        : this.#draw(stays);
    }
  }

  /** Puts its lines into the page from now on. */
  activate(stays = false) {
    if (!this.#isActive) {
      this.#isActive = true;
      this.#draw(stays);
    }
  }

  #write(part, {time, isOurs}, staysOpen) {
    const before = this.#isOpen ? this.#lines.pop() : null;
    const joined = (before?.raw ?? '') + part;
    const kept = sinceReturn(joined);
    const raw = cut(kept);
    const left = (kept === joined ? before?.left ?? 0 : 0) + raw.left;
    const style = before?.style ?? this.#style;
    const text = lastWritten(raw.text);
    this.#lines.push({text, raw: staysOpen ? raw.text : '', style, left, time: before?.time ?? time, isOurs});
    this.#isOpen = staysOpen;
    this.#style = staysOpen ? style : pieces(text, style).style;
  }

  #forget() {
    const many = Math.max(0, this.#lines.length - MOST_KEPT);
    this.#lines.splice(0, many);
    this.#forgotten += many;
    return many;
  }

  #draw(stays) {
    const end = this.#lines.length;
    stays ? this.#show(Math.max(0, end - MOST_SHOWN), end) : this.#show(Math.min(this.#from, end), this.#from + MOST_SHOWN);
  }

  /** Lines behind those that are in the page, the last of which may have grown. */
  #extend(firstNew) {
    while (this.#rows.childElementCount > firstNew - this.#from) {
      this.#rows.lastElementChild.remove();
    }
    this.#to = Math.min(this.#lines.length, Math.max(this.#from + MOST_SHOWN, firstNew));
    this.#rows.append(...this.#made(firstNew, this.#to));
    this.#more();
  }

  #show(from, to) {
    this.#from = from;
    this.#to = Math.min(this.#lines.length, to);
    this.#rows.replaceChildren(...this.#made(this.#from, this.#to));
    this.#more();
  }

  #made(from, to) {
    return this.#lines.slice(from, to).map((line, i) => this.#row(line, this.#number(from + i)));
  }

  #row(line, number) {
    const name = `${this.#prefix}-${number}`;
    const marks = ['line', ...(line.isOurs ? ['executor'] : []), ...(this.#marks.get(number) ?? [])];
    // A thousand of them are no stops for the tab key: the search goes to lines by keyboard, and names them in the address.
    const link = h('a', {class: 'no', href: this.#link(name), id: name, tabindex: -1, 'aria-label': `Line ${number}`, 'data-number': number});
    const row = h('div', {class: marks.join(' ')}, link, h('span', {class: 'text'}, content(line)));
    if (line.time !== null) {
      row.dataset.time = line.time;
    }
    return row;
  }

  #more() {
    const left = this.#from + this.#forgotten;
    this.#earlier.hidden = left === 0;
    this.#earlier.disabled = this.#from === 0;
    this.#earlier.textContent = this.#from === 0
      ? `${count(left)} earlier lines are left out here; the raw text has them`
      : `${count(left)} earlier lines`;
    this.#later.hidden = this.#to >= this.#lines.length;
    this.#later.textContent = `${count(this.#lines.length - this.#to)} more lines`;
  }

  #number(index) {
    return this.#offset + this.#forgotten + index + 1;
  }

  /** Gives a class to exactly these lines. */
  mark(kind, numbers) {
    const wanted = new Set(numbers);
    for (const number of new Set([...this.#marks.keys(), ...wanted])) {
      const kinds = this.#marks.get(number) ?? new Set();
      wanted.has(number) ? kinds.add(kind) : kinds.delete(kind);
      kinds.size === 0 ? this.#marks.delete(number) : this.#marks.set(number, kinds);
      this.#element(number)?.classList.toggle(kind, wanted.has(number));
    }
  }

  #element(number) {
    return this.#rows.children[number - this.#number(this.#from)];
  }

  /** The element of a line, which is in the page from then on. */
  reveal(number) {
    this.activate();
    if (!this.#element(number)) {
      const index = number - this.#number(0);
      const from = Math.max(0, index - STEP);
      this.#show(from, from + MOST_SHOWN);
    }
    return this.#element(number);
  }
}
