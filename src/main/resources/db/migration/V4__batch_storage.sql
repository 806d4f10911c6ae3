-- Written once, when the tasks begin to run: a change of a batch writes its row anew.
create table batch_inputs (
    batch_id text primary key references batches (id) on delete cascade,
    inputs text not null
);
insert into batch_inputs (batch_id, inputs)
  select id, inputs from batches where inputs is not null;

-- The format of the document that is signed: 1 for what ran, or ended, before there was another.
alter table batches add column verdict_format int not null default 2;
update batches set verdict_format = 1 where inputs is not null or finished_at is not null;
alter table batches drop column inputs;

-- Whole results, with outputs; a task's own row has the summary. Those of tasks that ended before are
-- in their own rows.
create table results (
    batch_id text not null,
    position int not null,
    result ${binary} not null,
    primary key (batch_id, position),
    foreign key (batch_id, position) references tasks (batch_id, position) on delete cascade
);
