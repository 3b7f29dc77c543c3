-- Beside inbox.sql, for a service that reacts: marks that move in the append of what followed from a message, and the
-- reactions to which a rule said no.

create table refused_reactions (
    message_id  uuid not null,
    number      int not null, -- of the reaction among those to its message, from 1
    type        text not null,
    source      text not null,
    position    bigint not null,
    code        text not null,
    detail      text not null,
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (message_id, number)
);

create index refused_reactions_newest on refused_reactions (recorded_at desc);

-- Moves one mark inside append_events. Raises RR004 if another process owns it by now: its commands must not pass.
create function move_mark(mark jsonb) returns void
language plpgsql volatile
as $$
begin
    update applied a
    set position = (mark->>'position')::bigint, "offset" = (mark->>'offset')::bigint,
        mapping = (mark->>'mapping')::int
    where a.source = mark->>'source' and a.partition = (mark->>'partition')::int
      and a.epoch = (mark->>'epoch')::bigint;
    if not found then
        raise exception 'the partition has a later owner' using errcode = 'RR004';
    end if;
end
$$;

grant select, insert on refused_reactions to ${service_role};
