-- Records of what teams do and what comes of it. They join the figures in their schema, so that a rebuild carries them.
set local search_path to figures;

-- One row for each contact, signposting, hour given, outcome, plan and the like of each contract.
create table activities (
    contract    text not null,
    kind        text not null,
    activity_id uuid not null,
    body        json not null,
    primary key (contract, kind, activity_id)
) with (fillfactor = 70);

-- One row for each session of each contract, with its register.
create table gatherings (
    contract   text not null,
    session_id uuid not null,
    body       json not null,
    primary key (contract, session_id)
) with (fillfactor = 70);

grant select, insert, update, delete on activities, gatherings to ${service_role};

-- What is kept of people has another form, and figures say more than before. Nothing is patched: the marks go back to
-- the beginning, and the projector reads every topic again into empty figures. What was known on a past day is the same
-- afterwards. A projector that still runs loses its partitions by the epoch. Figures of before a rebuild have the old form
-- and are not kept.
truncate journeys, people, cells, ledger, progress, parked;
update applied set position = 0, "offset" = 0, mapping = 0, epoch = epoch + 1;
drop schema if exists figures_before cascade;
drop schema if exists figures_next cascade;
