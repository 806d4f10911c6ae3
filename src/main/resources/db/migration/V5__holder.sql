-- The number of the service that may write; each service that takes the database raises it.
create table holder (epoch bigint not null);
insert into holder (epoch) values (0);
