// Addresses within the page: #/, #/batch/ID and #/batch/ID/task/TASK.

/** What a hash names; null when it is no address of ours. */
export function parse(hash) {
  if (hash === '' || hash === '#' || hash === '#/') {
    return {view: 'overview'};
  }
  const match = /^#\/batch\/([^/]+)(?:\/task\/(.+))?$/.exec(hash);
  if (!match) {
    return null;
  }
  try {
    const id = decodeURIComponent(match[1]);
    return match[2] === undefined
      ? {view: 'batch', id}
      : {view: 'task', id, task: decodeURIComponent(match[2])};
  } catch {
    return null;
  }
}

export function batchHash(id) {
  return `#/batch/${encodeURIComponent(id)}`;
}

export function taskHash(id, task) {
  return `${batchHash(id)}/task/${encodeURIComponent(task)}`;
}
