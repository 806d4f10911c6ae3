// A patch as people read it: per file, coloured, with line numbers. The signs stay, so colour is not all.

import {h} from './dom.js';
import {count, some} from './format.js';
import {cut} from './lines.js';
import {name, printable} from './printable.js';

const FIRST_LINES = 1500;
const LINES_PER_FRAME = 2000;
const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/** The element of a patch; a large one shows its beginning until someone asks for all. */
export function diff(patch, signal) {
  const lines = patch.replace(/\n$/, '').split('\n');
  const files = h('div', {class: 'diff'});
  const writer = new Writer(files);
  const element = h('div', {}, h('p', {class: 'muted'}, summary(lines)), files);
  writer.write(lines.slice(0, FIRST_LINES));
  if (lines.length > FIRST_LINES) {
    const button = h('button', {type: 'button'}, `Show all ${count(lines.length)} lines`);
    button.addEventListener('click', () => {
      button.remove();
      let from = FIRST_LINES;
      const next = () => {
        writer.write(lines.slice(from, from + LINES_PER_FRAME));
        from += LINES_PER_FRAME;
        if (from < lines.length && !signal.aborted) {
          requestAnimationFrame(next);
        }
      };
      next();
    }, {once: true});
    element.append(button);
  }
  return element;
}

function summary(lines) {
  let files = 0;
  let added = 0;
  let removed = 0;
  for (const line of lines) {
    files += line.startsWith('diff --git ') ? 1 : 0;
    added += line.startsWith('+') && !line.startsWith('+++ ') ? 1 : 0;
    removed += line.startsWith('-') && !line.startsWith('--- ') ? 1 : 0;
  }
  return `${some(files, 'file')}, +${count(added)} −${count(removed)}`;
}

class Writer {
  #place;
  #box = null;
  #old = 0;
  #new = 0;
  #inHunk = false;

  constructor(place) {
    this.#place = place;
  }

  write(lines) {
    lines.forEach(line => this.#line(line));
  }

  #line(line) {
    if (line.startsWith('diff --git ')) {
      this.#file(line.slice('diff --git '.length));
      return;
    }
    const hunk = HUNK.exec(line);
    if (hunk) {
      this.#old = Number(hunk[1]);
      this.#new = Number(hunk[2]);
      this.#inHunk = true;
      this.#add('hunk', '', line);
    } else if (!this.#inHunk) {
      this.#add('meta', '', line);
    } else if (line.startsWith('+')) {
      this.#add('added', numbers('', this.#new++), line);
    } else if (line.startsWith('-')) {
      this.#add('removed', numbers(this.#old++, ''), line);
    } else if (line.startsWith(' ') || line === '') {
      this.#add('same', numbers(this.#old++, this.#new++), line);
    } else {
      this.#add('meta', '', line);
    }
  }

  #file(paths) {
    const half = paths.slice(0, (paths.length - 1) / 2);
    const path = paths === `${half} b/${half.slice(2)}` ? half.slice(2) : paths;
    this.#inHunk = false;
    this.#box = h('div', {class: 'diff-lines', tabindex: 0, role: 'region', 'aria-label': `Change of ${name(path)}`});
    this.#place.append(h('section', {class: 'file'}, h('h3', {class: 'mono'}, h('bdi', {}, name(path))), this.#box));
  }

  #add(kind, number, text) {
    if (!this.#box) {
      this.#file('');
    }
    const shown = cut(text);
    const left = shown.left > 0 ? ` … ${count(shown.left)} more characters` : '';
    this.#box.append(h('div', {class: kind, 'data-number': number}, printable(shown.text) + left));
  }
}

function numbers(before, after) {
  return `${String(before).padStart(5)} ${String(after).padStart(5)} `;
}
