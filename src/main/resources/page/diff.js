// A patch as people read it: a fold for each file, coloured, with line numbers. The signs stay, so colour is not all.

import {h} from './dom.js';
import {bytes, count, some} from './format.js';
import {cut} from './lines.js';
import {name, printable} from './printable.js';

/** Files are open as long as they have no more than so many lines together. */
const MOST_OPEN = 400;
const MOST_SHOWN = 1500;
const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/** The element of a patch. */
export function diff(patch) {
  const files = split(patch.replace(/\n$/, '').split('\n'));
  let shown = 0;
  return h('div', {class: 'diff'},
    h('p', {class: 'muted'}, `${some(files.length, 'file')}, `, numbers(files.reduce((sum, file) => sum + file.added, 0), files.reduce((sum, file) => sum + file.removed, 0))),
    files.map(file => {
      shown += file.lines.length;
      return fileElement(file, shown <= MOST_OPEN && file.binary === null);
    }));
}

function split(lines) {
  const files = [];
  for (const line of lines) {
    if (line.startsWith('diff --git ') || files.length === 0) {
      files.push({path: pathOf(line), lines: [], added: 0, removed: 0, binary: null});
    }
    const file = files.at(-1);
    const size = /^(?:literal|delta) (\d+)$/.exec(line);
    if (line === 'GIT binary patch' || line.startsWith('Binary files ')) {
      file.binary ??= 0;
    } else if (size && file.binary === 0) {
      file.binary = Number(size[1]);
    } else if (file.binary === null) {
      file.added += line.startsWith('+') && !line.startsWith('+++ ') ? 1 : 0;
      file.removed += line.startsWith('-') && !line.startsWith('--- ') ? 1 : 0;
      file.lines.push(line);
    }
  }
  return files;
}

function pathOf(line) {
  const paths = line.startsWith('diff --git ') ? line.slice('diff --git '.length) : '';
  const half = paths.slice(0, (paths.length - 1) / 2);
  return paths === `${half} b/${half.slice(2)}` ? half.slice(2) : paths;
}

function fileElement(file, isOpen) {
  const what = file.binary === null ? numbers(file.added, file.removed)
    : file.binary > 0 ? `binary, ${bytes(file.binary)}` : 'binary';
  const box = h('div', {class: 'diff-lines', tabindex: 0, role: 'region', 'aria-label': `Change of ${name(file.path)}`});
  const element = h('details', {class: 'file', open: isOpen},
    h('summary', {}, h('h3', {class: 'mono'}, h('bdi', {}, name(file.path))), h('span', {class: 'muted'}, what)), box);
  let isWritten = false;
  function write() {
    if (element.open && !isWritten) {
      isWritten = true;
      fill(box, file.lines);
    }
  }
  element.addEventListener('toggle', write);
  write();
  return element;
}

function numbers(added, removed) {
  return h('span', {class: 'numbers'}, h('span', {class: 'tone good'}, `+${count(added)}`), ' ', h('span', {class: 'tone bad'}, `−${count(removed)}`));
}

function fill(box, lines) {
  const rows = numbered(lines);
  box.append(...rows.slice(0, MOST_SHOWN).map(row));
  if (rows.length > MOST_SHOWN) {
    const button = h('button', {type: 'button'}, `Show all ${count(rows.length)} lines`);
    button.addEventListener('click', () => button.replaceWith(...rows.slice(MOST_SHOWN).map(row)), {once: true});
    box.append(button);
  }
}

/** Each line with its kind and its numbers before and after the change. */
function numbered(lines) {
  let before = 0;
  let after = 0;
  let inHunk = false;
  return lines.slice(1).map(text => {
    const hunk = HUNK.exec(text);
    if (hunk) {
      before = Number(hunk[1]);
      after = Number(hunk[2]);
      inHunk = true;
      return {kind: 'hunk', number: '', text};
    }
    if (inHunk && text.startsWith('+')) {
      return {kind: 'added', number: columns('', after++), text};
    }
    if (inHunk && text.startsWith('-')) {
      return {kind: 'removed', number: columns(before++, ''), text};
    }
    return inHunk && (text.startsWith(' ') || text === '')
      ? {kind: 'same', number: columns(before++, after++), text}
      : {kind: 'meta', number: '', text};
  });
}

function row({kind, number, text}) {
  const shown = cut(text);
  const left = shown.left > 0 ? ` … ${count(shown.left)} more characters` : '';
  return h('div', {class: kind, 'data-number': number}, printable(shown.text) + left);
}

function columns(before, after) {
  return `${String(before).padStart(5)} ${String(after).padStart(5)} `;
}
