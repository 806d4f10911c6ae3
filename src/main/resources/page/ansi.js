// What a program printed for a terminal, as pieces of text with class names; sequences other than colours vanish.

const SEQUENCE = /\x1b(?:\[([0-?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])/g;
const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const FURTHER = {1: 'bold', 2: 'dim', 3: 'italic', 4: 'underline'};
const OFF = {22: ['bold', 'dim'], 23: ['italic'], 24: ['underline'], 39: COLOURS.map(colour => `ansi-${colour}`)};

export const PLAIN = Object.freeze([]);

/**
 * Cuts a text at its sequences.
 *
 * @param style the class names in force before it
 * @return pieces of {text, style}, and the class names in force behind it
 */
export function pieces(text, style) {
  const found = [];
  let start = 0;
  let current = style;
  for (const match of text.matchAll(SEQUENCE)) {
    found.push({text: text.slice(start, match.index), style: current});
    start = match.index + match[0].length;
    if (match[2] === 'm') {
      current = changed(current, match[1]);
    }
  }
  found.push({text: text.slice(start), style: current});
  return {pieces: found.filter(piece => piece.text !== ''), style: current};
}

function changed(style, parameters) {
  const codes = parameters.split(/[;:]/).map(Number);
  let classes = [...style];
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 38 || code === 48) {
      i += codes[i + 1] === 5 ? 2 : 4;
    } else if (code === 0) {
      classes = [];
    } else {
      classes = classes.filter(known => !(OFF[code] ?? []).includes(known));
      const added = FURTHER[code] ?? colour(code);
      if (added) {
        classes = [...classes.filter(known => known !== added && !(added.startsWith('ansi-') && known.startsWith('ansi-'))), added];
      }
    }
  }
  return classes;
}

function colour(code) {
  const index = code >= 90 && code <= 97 ? code - 90 : code - 30;
  return index >= 0 && index < COLOURS.length ? `ansi-${COLOURS[index]}` : null;
}

/** A text without its sequences. */
export function plain(text) {
  return text.includes('\x1b') ? text.replace(SEQUENCE, '') : text;
}
