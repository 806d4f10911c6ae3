// The service's enums in words.

export const PHASES = ['cloning_repo', 'installing_deps', 'running_agent', 'running_tests'];

const PHASE_LABELS = {
  queued: 'queued',
  cloning_repo: 'clone',
  installing_deps: 'install',
  running_agent: 'agent',
  running_tests: 'tests',
  completed: 'passed',
  failed: 'failed'
};

const FAILURES = {
  tests_failed: 'The tests do not pass with the agent’s change.',
  agent_failed: 'The agent could not be started or crashed before it changed anything, and the tests did not pass.',
  timeout: 'A step ran into its time limit; the table of steps says which.',
  resource_limit: 'A step ran into a limit on memory, processes, disk or output; the table of steps says which.',
  tampering: 'The tests pass only because of changes to what judges them, so the pass does not count.',
  invalid_task: 'The task itself is broken. That says nothing about the agent, so there is no verdict.',
  infra_error: 'The executor or something it needs failed, also when tried again. That says nothing about the agent, so there is no verdict.',
  cancelled: 'It was ended before it came to a verdict.'
};

const FAILURE_LABELS = {
  tests_failed: 'tests failed',
  agent_failed: 'agent failed',
  timeout: 'timeout',
  resource_limit: 'resource limit',
  tampering: 'tampering',
  invalid_task: 'invalid task',
  infra_error: 'infrastructure',
  cancelled: 'cancelled'
};

const ISOLATION = {
  namespaces: 'Each task has namespaces, a user and a network of its own.',
  uid: 'Each task runs as a user of its own.',
  process: 'Tasks are ordinary processes of the service’s user: nothing keeps a hostile agent from reading what it can read.'
};

export const SOURCES = {trusted: 'trusted list only', cache: 'kept list', chain: 'chain', none: 'none'};

export function phaseLabel(status) {
  return PHASE_LABELS[status] ?? status;
}

export function failureLabel(failure) {
  return FAILURE_LABELS[failure] ?? failure;
}

export function failureReason(failure) {
  return FAILURES[failure] ?? 'The task did not pass.';
}

export function isolationReason(level) {
  return ISOLATION[level] ?? '';
}

/** What a batch is doing, told apart further than its status does. */
export function batchStage(batch) {
  if (batch.status === 'pending') {
    return batch.queue_position === null ? 'voting' : 'queued';
  }
  return batch.status;
}

/** How far a cancellation is. */
export function cancellationVotes({votes, required}) {
  return `${votes} of ${required} votes to cancel`;
}

export function isOver(status) {
  return status === 'completed' || status === 'failed';
}

/** A task's badge: what it does, or what it came to. */
export function taskStage(task) {
  if (task.status === 'failed' && task.passed === null) {
    return 'unjudged';
  }
  return task.status;
}
