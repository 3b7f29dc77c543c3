-- Records, cells and the ledger of changes. They stand in a schema of their own, because a rebuild fills another one
-- beside it and takes its name. The inbox tables join them there: how far a source was applied belongs to the figures.
create schema figures;
grant usage on schema figures to ${service_role};
set local search_path to figures;

-- One row for each referral of each contract. Rows are changed often and the key never: room on the page keeps
-- updates away from the index.
create table journeys (
    contract    text not null,
    referral_id uuid not null,
    body        json not null,
    primary key (contract, referral_id)
) with (fillfactor = 70);

-- One row for each reference. A reference that is the same person as another names the row that holds the record.
create table people (
    ref        text primary key,
    kept_under text not null,
    body       json,
    check ((kept_under = ref) = (body is not null))
) with (fillfactor = 70);

-- How often a number was observed in a month. The month is counted as year * 12 + month - 1.
create table cells (
    metric text   not null,
    scope  text   not null,
    month  int    not null,
    number int    not null,
    times  bigint not null,
    primary key (metric, scope, month, number)
) with (fillfactor = 70);

-- The same, by the London day on which each change became known. Summed over all days it gives the cells.
create table ledger (
    metric   text   not null,
    scope    text   not null,
    month    int    not null,
    number   int    not null,
    known_on date   not null,
    delta    bigint not null,
    primary key (metric, scope, month, number, known_on)
) with (fillfactor = 70);

-- Whether anything became known after a day: if not, the cells answer for the ledger.
create index ledger_known_on on ledger (known_on);

-- What an operator asks of each source and partition: when the newest event was recorded and when it was applied, and
-- which predecessor is missing, if one is.
create table progress (
    source      text        not null,
    partition   int         not null,
    recorded_at timestamptz,
    applied_at  timestamptz,
    missing     bigint,
    hole_since  timestamptz,
    primary key (source, partition)
) with (fillfactor = 70);

grant select, insert, update, delete on journeys, people, cells, ledger, progress to ${service_role};
