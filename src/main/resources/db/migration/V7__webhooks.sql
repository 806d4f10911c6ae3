-- Which ends of batches were told to which of WEBHOOK_URLS (by SHA-256), and when those that were not are due.
create table webhooks (
    batch_id text not null references batches (id) on delete cascade,
    target text not null,
    attempts int not null,
    next_at bigint not null,
    primary key (batch_id, target)
);
