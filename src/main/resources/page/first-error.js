// Where a failing program first said what is wrong. A guess for the eye: it decides nothing.

import {plain} from './ansi.js';

/** Sentences of test runners about one failed expectation. */
const ASSERTIONS = [
  /^E\s+\S/,
  /\bassert(?:ion)?(?:\w*Error|\s*failed|\s*`)/i,
  /^\s*(?:---? )?FAIL\b/,
  /panicked at/,
  /^\s*not ok\b/,
  /^\s*[●✕✗✖]\s/,
  /\bexpected\b.*\b(?:got|but|received|actual|found|was|to be|to equal)\b/i
];

const ERRORS = [
  /\b\w*(?:Error|Exception)\b\s*[:(]/,
  /\berror(?:\[\w+\])?:/i,
  /^Traceback\b/,
  /\bFAILED\b/,
  /^fatal:/,
  /\b(?:command not found|No such file or directory|Segmentation fault|undefined reference)\b/
];

/**
 * The index of that line, -1 when nothing was printed.
 *
 * @param lines as they were printed
 */
export function firstError(lines) {
  const texts = lines.map(plain);
  for (const patterns of [ASSERTIONS, ERRORS]) {
    const index = texts.findIndex(text => patterns.some(pattern => pattern.test(text)));
    if (index >= 0) {
      return index;
    }
  }
  return texts.findLastIndex(text => text.trim() !== '');
}
