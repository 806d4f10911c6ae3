// Doing something again and again, but not while no one looks.

/**
 * Calls `turn` until `signal` aborts.
 *
 * @param turn returns the pause before the next turn in milliseconds, or null when it was the last
 * @return asks for the next turn at once
 */
export function repeat(turn, signal) {
  let timer;
  let running = false;
  let again = false;

  async function run() {
    clearTimeout(timer);
    if (running) {
      again = true;
      return;
    }
    if (signal.aborted || document.hidden) {
      return;
    }
    running = true;
    again = false;
    const pause = await turn();
    running = false;
    if (again) {
      run();
    } else if (pause !== null && !signal.aborted) {
      timer = setTimeout(run, pause);
    } else if (pause === null) {
      document.removeEventListener('visibilitychange', visible);
    }
  }

  function visible() {
    if (!document.hidden) {
      run();
    }
  }

  document.addEventListener('visibilitychange', visible, {signal});
  signal.addEventListener('abort', () => clearTimeout(timer));
  run();
  return run;
}

/** Runs `draw` once before the next frame, however often it is asked for. */
export function framed(draw, signal) {
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        if (!signal.aborted) {
          draw();
        }
      });
    }
  };
}
