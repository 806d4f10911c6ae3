-- A batch collects votes until it has a queue_position, waits until started_at, runs until finished_at.
create table batches (
    id text primary key,
    archive_hash text not null,
    status text not null,
    error text,
    total_tasks int not null,
    concurrent_tasks int not null,
    queue_position bigint unique,
    votes int,
    required int,
    total_validators int,
    inputs text,
    created_at bigint not null,
    started_at bigint,
    finished_at bigint
);
create unique index batches_live on batches (archive_hash) where finished_at is null;
create index batches_finished on batches (finished_at);

create table votes (
    batch_id text not null references batches (id) on delete cascade,
    hotkey text not null,
    primary key (batch_id, hotkey)
);

-- A task has the place of one of the batch's lanes while it is admitted.
create table tasks (
    batch_id text not null references batches (id) on delete cascade,
    position int not null,
    task_id text not null,
    status text not null,
    admitted boolean not null,
    admissions int not null,
    cancelled boolean not null,
    ready_at bigint,
    first_started_at bigint,
    attempt_started_at bigint,
    attempts ${binary} not null,
    result ${binary},
    primary key (batch_id, position)
);

create table events (
    batch_id text not null references batches (id) on delete cascade,
    seq bigint not null,
    at bigint not null,
    event text not null,
    data text not null,
    primary key (batch_id, seq)
);

-- The table of db-scheduler.
create table scheduled_tasks (
    task_name text not null,
    task_instance text not null,
    task_data ${binary},
    execution_time ${time} not null,
    picked boolean not null,
    picked_by text,
    last_success ${time},
    last_failure ${time},
    consecutive_failures int,
    last_heartbeat ${time},
    version bigint not null,
    priority smallint,
    primary key (task_name, task_instance)
);
create index scheduled_tasks_due on scheduled_tasks (execution_time);
create index scheduled_tasks_heartbeat on scheduled_tasks (last_heartbeat);
