// Timings as a picture: a lane per task, a bar per phase. The scale ends at a round time and changes rarely,
// so that while a batch runs only the bars of running tasks are drawn anew; lanes out of view are not there.

import {now} from './api.js';
import {h, setAttribute, setText, svg} from './dom.js';
import {name} from './printable.js';
import {duration} from './format.js';
import {PHASES, phaseLabel} from './words.js';

const LANE = 22;
const AROUND = 10;
const LEAST = 550;
const BAR = 14;
const LABELLED = 44;
const SIGN = 20;
const TAIL = 12;
const TICK_LABEL = 16;
const TICKS = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400].map(s => s * 1000);
const MOST_TICKS = 6;
const END_SIGNS = {completed: '✓', failed: '✕'};

export function lanesChart(timeline, signal) {
  const labels = h('div', {class: 'lane-labels', 'aria-hidden': 'true'});
  const picture = svg('svg', {class: 'lanes', role: 'img', 'aria-label': 'Timings of the tasks'});
  const axis = h('div', {class: 'axis', 'aria-hidden': 'true'});
  const box = h('div', {class: 'lane-box', tabindex: 0, role: 'region', 'aria-label': 'Timings, scrollable'},
    labels, h('div', {class: 'lane-plot'}, axis, picture));
  const element = h('figure', {class: 'card timings'}, legend(), box);
  const lanes = new Map();
  let scale = 0;
  let width = 0;
  let isPrinting = false;
  box.addEventListener('scroll', () => draw(now(), true), {signal, passive: true});
  for (const [event, starts] of [['beforeprint', true], ['afterprint', false]]) {
    window.addEventListener(event, () => {
      isPrinting = starts;
      draw(now(), true);
    }, {signal});
  }

  function lane(id, index) {
    if (!lanes.has(id)) {
      const group = svg('g', {transform: `translate(0 ${index * LANE})`}, svg('title', {}, name(id)));
      const text = label(name(id));
      text.style.top = `${index * LANE}px`;
      lanes.set(id, {group, text, bars: [], sign: null});
      picture.append(group);
      labels.append(text);
    }
    return lanes.get(id);
  }

  /** The ids whose lanes are in view, each with its place. */
  function inView() {
    const first = isPrinting ? 0 : Math.max(0, Math.floor(box.scrollTop / LANE) - AROUND);
    const last = isPrinting ? Infinity : first + Math.ceil((box.clientHeight || LEAST) / LANE) + 2 * AROUND;
    const found = new Map();
    let index = 0;
    for (const id of timeline.tasks.keys()) {
      if (index >= first && index < last) {
        found.set(id, index);
      }
      index++;
    }
    return found;
  }

  function draw(at, all, changed = new Set()) {
    const shown = inView();
    setAttribute(picture, 'height', timeline.tasks.size * LANE);
    labels.style.height = `${timeline.tasks.size * LANE}px`;
    for (const [id, {group, text}] of lanes) {
      if (!shown.has(id)) {
        group.remove();
        text.remove();
        lanes.delete(id);
      }
    }
    for (const [id, index] of shown) {
      if (all || !lanes.has(id) || changed.has(id) || timeline.tasks.get(id).segments.at(-1)?.to === null) {
        drawLane(id, index, at);
      }
    }
  }

  function drawLane(id, index, now) {
    const task = timeline.tasks.get(id);
    const {group, bars} = lane(id, index);
    task.segments.forEach((segment, i) => {
      if (!bars[i]) {
        bars[i] = bar(segment.phase);
        group.append(bars[i].whole);
      }
      place(bars[i], segment, now);
    });
    drawEnd(lanes.get(id), task);
  }

  function place(parts, segment, now) {
    const to = segment.to ?? now;
    const x = percent(segment.from);
    const share = Math.max(0, percent(to) - x);
    setAttribute(parts.box, 'x', `${x}%`);
    setAttribute(parts.box, 'width', `${Math.max(share, 0.15)}%`);
    setAttribute(parts.label, 'x', `${x + share / 2}%`);
    setText(parts.label, share * width > 100 * LABELLED ? phaseLabel(segment.phase) : '');
    setText(parts.title, `${phaseLabel(segment.phase)}: ${duration(to - segment.from)}`);
  }

  function drawEnd(parts, task) {
    if (task.end !== null) {
      parts.sign ??= parts.group.appendChild(svg('text', {class: `sign ${task.status}`, y: LANE / 2, dx: 5}));
      setText(parts.sign, END_SIGNS[task.status] ?? '');
      setAttribute(parts.sign, 'x', `${percent(task.segments.length > 0 ? task.end : timeline.start ?? task.end)}%`);
    }
  }

  function percent(at) {
    return Math.round((10_000 * Math.max(0, at - timeline.start)) / scale) / 100;
  }

  /** While it runs the scale ends at the next tick, then with the last bar; the sign behind it has room. */
  function rescale(span, isOver) {
    const present = picture.clientWidth || 1;
    const whole = Math.max(1, span * (1 + SIGN / present));
    const step = TICKS.find(size => whole / size <= Math.max(2, Math.min(MOST_TICKS, present / 50))) ?? TICKS.at(-1);
    const next = isOver ? whole : Math.ceil(whole / step) * step;
    if (next === scale && present === width) {
      return false;
    }
    scale = next;
    width = present;
    const marks = Array.from({length: Math.floor((scale * Math.max(0, 1 - TICK_LABEL / present)) / step) + 1}, (_, i) => i * step);
    axis.replaceChildren(...marks.map(at => {
      const mark = h('span', {}, tick(at));
      mark.style.left = `${(100 * at) / scale}%`;
      return mark;
    }));
    picture.style.setProperty('--tick', `${(100 * step) / scale}%`);
    return true;
  }

  return {
    element,
    /** Draws what changed, and what runs. */
    update(at, changed) {
      element.hidden = timeline.start === null;
      if (timeline.start === null) {
        return;
      }
      const all = rescale((timeline.end ?? at) - timeline.start, timeline.end !== null);
      draw(at, all, changed);
      setAttribute(picture, 'aria-label', `Timings of ${timeline.tasks.size} tasks over ${duration((timeline.end ?? at) - timeline.start)}; the table of tasks has the durations.`);
    }
  };
}

/** In a narrow place the middle of a name is left out: its end tells tasks apart. */
function label(text) {
  const characters = Array.from(text);
  const split = Math.max(0, characters.length - TAIL);
  return h('div', {title: text}, h('span', {}, characters.slice(0, split).join('')), h('span', {}, characters.slice(split).join('')));
}

function bar(phase) {
  const title = svg('title');
  const box = svg('rect', {class: `bar ${phase}`, y: (LANE - BAR) / 2, height: BAR, rx: 2}, title);
  const label = svg('text', {class: 'bar-label', y: LANE / 2});
  return {whole: svg('g', {}, box, label), box, label, title};
}

function tick(millis) {
  const seconds = millis / 1000;
  return seconds < 120 ? `${Number(seconds.toFixed(1))} s` : `${Number((seconds / 60).toFixed(1))} min`;
}

function legend() {
  return h('figcaption', {}, h('ul', {class: 'legend'}, PHASES.map(phase => h('li', {},
    svg('svg', {width: 12, height: 12, 'aria-hidden': 'true'}, svg('rect', {class: `bar ${phase}`, width: 12, height: 12, rx: 2})),
    phaseLabel(phase))),
    h('li', {}, '✓ passed'), h('li', {}, '✕ not passed')));
}
