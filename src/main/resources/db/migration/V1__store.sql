-- Times are milliseconds since 1970.
create table nonces (
    hotkey text not null,
    nonce text not null,
    expires_at bigint not null,
    primary key (hotkey, nonce)
);
create index nonces_expiry on nonces (expires_at);

-- Written to find out whether anything can be.
create table probe (number int not null);
insert into probe (number) values (0);
