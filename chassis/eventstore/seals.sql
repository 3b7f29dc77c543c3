-- The seal of each event: a hash over it and, through the seal before it, over every event before it. The relay writes
-- them in the order of the log, in the transaction that moves its checkpoint. The service's role may add and read, and
-- neither change nor remove.

create table seals (
    position bigint primary key,
    hash     bytea not null check (octet_length(hash) = 32)
);

grant select, insert on seals to ${service_role};
