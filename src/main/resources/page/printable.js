// Makes foreign text harmless to read: what steers a terminal or the direction of writing becomes visible.

const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const FIRST_PICTURE = 0x2400;
const LONGEST_NAME = 300;

function picture(character) {
  const code = character.codePointAt(0);
  return code < 0x20 ? String.fromCodePoint(FIRST_PICTURE + code) : '\ufffd';
}

/** One line of it; tabs stay. */
export function printable(text) {
  return text.replace(STEERING, character => character === '\t' ? character : picture(character));
}

/** A name or a sentence by someone else: one line, not endless. */
export function name(text) {
  const whole = String(text);
  return printable(whole.length > LONGEST_NAME ? whole.slice(0, LONGEST_NAME) + '…' : whole);
}
