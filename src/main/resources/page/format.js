// Numbers and times as people read them.

const NUMBER = new Intl.NumberFormat('en');
const TIME = new Intl.DateTimeFormat('en-GB', {dateStyle: 'medium', timeStyle: 'medium'});
const CLOCK = new Intl.DateTimeFormat('en-GB', {timeStyle: 'medium'});
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function count(number) {
  return NUMBER.format(number);
}

/** 3 tasks, 1 task. */
export function some(number, noun) {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** 840 ms, 12.4 s, 3 min 20 s, 2 h 5 min. */
export function duration(millis) {
  if (millis === null || millis === undefined) {
    return '–';
  }
  if (millis < 1000) {
    return `${Math.max(0, Math.round(millis))} ms`;
  }
  const seconds = Math.floor(millis / 1000);
  if (seconds < 60) {
    return `${(Math.floor(millis / 100) / 10).toFixed(1)} s`;
  }
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min`;
}

/** Roughly: 12 s, 3 min, 2 h, 4 days. */
export function age(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min`;
  }
  return whole < 172_800 ? `${Math.floor(whole / 3600)} h` : `${Math.floor(whole / 86_400)} days`;
}

export function ago(iso, now) {
  return `${age((now - Date.parse(iso)) / 1000)} ago`;
}

export function time(iso) {
  return iso ? TIME.format(new Date(iso)) : '–';
}

/** The time of a day, for lines of a log. */
export function clock(iso) {
  return CLOCK.format(new Date(iso));
}

export function bytes(number) {
  if (number === null || number === undefined) {
    return '–';
  }
  const power = number < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(number) / 10));
  return `${(number / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}

/** Two places, and never rounded up to a full reward. */
export function reward(number) {
  return (Math.floor(number * 100 + 1e-9) / 100).toFixed(2);
}

export function shortId(id) {
  return id.slice(0, 8);
}
