// Keys that go through a list, unless the reader writes somewhere.

const WRITING = 'input, select, textarea, [contenteditable]';

/** @param actions functions by key */
export function onKeys(actions, signal) {
  document.addEventListener('keydown', event => {
    const action = actions[event.key];
    if (action && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest(WRITING)) {
      event.preventDefault();
      action();
    }
  }, {signal});
}
