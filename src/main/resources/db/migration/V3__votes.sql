-- Null for a batch from before this column.
alter table batches add column archive_bytes bigint;

-- Votes to cancel a batch that was agreed on, or one of its tasks; task_id is empty for the batch.
-- Those that led to its end are counted.
create table cancellation_votes (
    batch_id text not null references batches (id) on delete cascade,
    task_id text not null,
    hotkey text not null,
    counted boolean not null,
    primary key (batch_id, task_id, hotkey)
);
