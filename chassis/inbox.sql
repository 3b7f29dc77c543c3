-- What a consumer remembers: how far it has applied each source, and the messages that it could not apply.
-- Both change in the transaction that holds what was made of the messages.

create table applied (
    source    text not null,
    topic     text not null,
    partition int not null,
    position  bigint not null default 0,
    "offset"  bigint not null default 0,
    epoch     bigint not null default 0,
    mapping   int not null default 0,
    primary key (source, partition)
);

create table parked (
    id          bigint generated always as identity primary key,
    topic       text not null,
    partition   int not null,
    "offset"    bigint not null,
    key         bytea,
    source      text,
    position    bigint,
    type        text,
    reason      text not null,
    detail      text not null default '',
    headers     json not null, -- not jsonb, which refuses a zero byte: a poisoned header must be kept as it came
    body        bytea,
    traceparent text,
    parked_at   timestamptz not null default clock_timestamp(),
    replayed_at timestamptz,
    unique (topic, partition, "offset")
);

create index parked_waiting on parked (topic, key) where replayed_at is null;

grant select, insert, update on applied, parked to ${service_role};
