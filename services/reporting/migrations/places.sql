-- Where each message stands that a record was made of: its event, its place in its log, and the trace that led to it.
-- Rows are added with the record, in one transaction, and belong to the figures: a rebuild fills them anew.
set local search_path to figures;

create table messages (
    contract    text not null,
    kind        text not null,
    record_id   uuid not null,
    version     int not null,
    service     text not null,
    position    bigint not null,
    event_id    uuid not null,
    name        text not null,
    recorded_at timestamptz not null,
    trace_id    text,
    primary key (contract, kind, record_id, version)
);

-- What came since a report was sent. Rows come in about the order of time, so it grows at one end.
create index messages_recorded_at on messages (recorded_at);

-- What became known of a month after a day: a report as at a past day takes it off what stands now.
create index ledger_later on ledger (month, known_on);
drop index ledger_known_on;

grant select, insert, update, delete on messages to ${service_role};

-- Records of people have another form, and each message's place is kept from now on: everything is read again, as with
-- the revision before the last. Stop a projector of the version before first.
truncate journeys, activities, gatherings, people, cells, ledger, progress, parked;
update applied set position = 0, "offset" = 0, mapping = 0, epoch = epoch + 1;
drop schema if exists figures_before cascade;
drop schema if exists figures_next cascade;
