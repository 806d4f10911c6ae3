// Addresses within the page: #/, #/batch/ID, #/batch/ID/task/TASK and #/compare/ID/ID, each with a query.

/** What a hash names, with its query; null when it is no address of ours. */
export function parse(hash) {
  const [path, query = ''] = hash.split(/\?(.*)/s);
  const search = new URLSearchParams(query);
  if (path === '' || path === '#' || path === '#/') {
    return {view: 'overview', search};
  }
  const parts = /^#\/(batch|compare)\/([^/]+)(?:\/(.+))?$/.exec(path);
  if (!parts) {
    return null;
  }
  const [, kind, first, rest] = parts;
  try {
    const id = decodeURIComponent(first);
    if (kind === 'compare') {
      return rest === undefined ? null : {view: 'compare', id, other: decodeURIComponent(rest), search};
    }
    if (rest === undefined) {
      return {view: 'batch', id, search};
    }
    return rest.startsWith('task/') && rest.length > 5
      ? {view: 'task', id, task: decodeURIComponent(rest.slice(5)), search}
      : null;
  } catch {
    return null;
  }
}

export function batchHash(id, search) {
  return `#/batch/${encodeURIComponent(id)}${query(search)}`;
}

export function taskHash(id, task, search) {
  return `#/batch/${encodeURIComponent(id)}/task/${encodeURIComponent(task)}${query(search)}`;
}

export function compareHash(id, other) {
  return `#/compare/${encodeURIComponent(id)}/${encodeURIComponent(other)}`;
}

/** The id of a batch in anything that someone copied: an address, a line of a log, the id itself. */
export function batchIdIn(text) {
  return /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/i.exec(text)?.[0].toLowerCase() ?? null;
}

/** Writes a view's query into its address, without opening it anew. */
export function remember(search) {
  history.replaceState(history.state, '', location.hash.split('?')[0] + query(search));
}

function query(search) {
  const text = search ? String(search) : '';
  return text === '' ? '' : `?${text}`;
}
