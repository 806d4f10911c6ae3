// Where a task's code is: the repository and the commit that the agent began with.

import {h} from './dom.js';
import {copyButton} from './parts.js';
import {name} from './printable.js';

const OUTSIDE = {rel: 'noopener noreferrer', target: '_blank'};

/** A link where a browser can follow one; the host is shown with it. */
export function repositoryLink(url) {
  const shown = h('bdi', {class: 'break'}, name(url.replace(/^https?:\/\//, '').replace(/\.git$/, '')));
  return isWeb(url) ? h('a', {href: url, ...OUTSIDE}, shown) : shown;
}

export function commitLink(url, commit) {
  const shown = h('span', {class: 'mono'}, name(commit.slice(0, 12)));
  const page = isWeb(url) && new URL(url).host === 'github.com' && /^[0-9a-f]{40}$/.test(commit)
    ? `${url.replace(/\.git$/, '')}/tree/${commit}` : null;
  return h('span', {}, page ? h('a', {href: page, ...OUTSIDE}, shown) : shown, ' ', copyButton(commit, 'the commit'));
}

function isWeb(url) {
  return url !== null && /^https?:$/.test(URL.parse(url)?.protocol ?? '');
}
