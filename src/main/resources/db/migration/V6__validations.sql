-- Whether tasks are valid, by their content and by what their scripts ran on.
create table validations (
    content text not null,
    basis text not null,
    task_id text not null,
    result ${binary} not null,
    used_at bigint not null,
    primary key (content, basis)
);
create index validations_task on validations (task_id);
create index validations_used on validations (used_at);
