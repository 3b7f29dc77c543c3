-- The log of events: append-only tables, and the one function that writes them.
-- The service's role reads; only append_events, which runs as the owner, inserts.

create table events (
    position    bigint primary key,
    id          uuid not null unique,
    stream      text not null,
    version     bigint not null check (version > 0),
    name        text not null,
    data        json not null check (octet_length(data::text) <= 262144),
    metadata    json not null,
    recorded_at timestamptz not null,
    command_id  uuid not null,
    subject     text,
    traceparent text,
    tracestate  text,
    unique (stream, version)
);

-- CACHE 1: a session that kept numbers in reserve would draw one below a bound that readers have passed.
create sequence events_position as bigint minvalue 1 start 1 cache 1 owned by events.position;

create table streams (
    stream  text primary key,
    version bigint not null check (version > 0)
) with (fillfactor = 70);

create table commands (
    command_id   uuid primary key,
    request_hash bytea not null,
    result       json not null
);

create table checkpoint (
    name       text primary key,
    position   bigint not null default 0,
    epoch      bigint not null default 0,
    partitions jsonb not null default '{}'
);

-- The last position that was drawn, 0 before the first. A sequence that nobody has used says 1 as well, but not called.
create function last_position() returns bigint
language plpgsql volatile
set search_path = public, pg_temp
as $$
begin
    return (select case when is_called then last_value else 0 end from events_position);
end
$$;

-- What nobody can pass any more: head is the last position drawn, bound the smallest lower bound that a running
-- append has published, or head. Two statements, and the events are read in a third: see docs of the store.
create function log_bounds(out head bigint, out bound bigint)
language plpgsql volatile
set search_path = public, pg_temp
as $$
begin
    -- 1. The head, first: an append that the next statement does not see takes its lock later and draws above it.
    head := last_position();
    -- 2. The bounds. A key of 64 bits is shown as two halves; its upper 16 bits are our namespace, "RE".
    select coalesce(least(head, min(((l.classid::bigint & 65535) << 32) | l.objid::bigint)), head)
    into bound
    from pg_catalog.pg_locks l
    where l.locktype = 'advisory' and l.objsubid = 1 and l.classid::bigint >> 16 = 21061
      and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database());
end
$$;

-- Seconds since the oldest transaction began that has published a bound, 0 if there is none.
create function bound_age() returns double precision
language sql volatile
set search_path = public, pg_temp
as $$
    select coalesce(max(extract(epoch from clock_timestamp() - a.xact_start)), 0)::double precision
    from pg_catalog.pg_locks l
    join pg_catalog.pg_stat_activity a using (pid)
    where l.locktype = 'advisory' and l.objsubid = 1 and l.classid::bigint >> 16 = 21061
      and a.datname = current_database()
$$;

-- Writes what one command causes: all of it or nothing.
--
-- streams are sorted, so that two writers never wait for each other in a circle; expected is the version of each
-- before, counts the number of its events, which stand in the arrays after subjects stream by stream, in their order.
-- Raises RR001 if a stream is at another version (DETAIL says which, as JSON), RR002 if the command came before with
-- another content.
create function append_events(
    command uuid, hash bytea, metadata json,
    streams text[], expected bigint[], counts int[], subjects text[],
    ids uuid[], names text[], bodies json[], parents text[], states text[],
    calls text[], arguments jsonb[],
    out repeated boolean, out result json, out last bigint
)
language plpgsql volatile security definer
set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan -- arrays of any length have one plan; making it anew costs more than it gains
as $$
declare
    first_hash bytea;
    actual     bigint;
    moment     timestamptz;
    written    int := 0;
begin
    repeated := false;
    last := 0;

    -- 1. The command. A second writer with the same id waits here for the first one's commit or rollback.
    result := json_object(streams, array(select (e + c)::text from unnest(expected, counts) as u (e, c)));
    insert into commands as k values (command, hash, result) on conflict do nothing;
    if not found then
        select k.request_hash, k.result into first_hash, result from commands k where k.command_id = command;
        if first_hash <> hash then
            raise exception 'the command came before with another content' using errcode = 'RR002';
        end if;
        repeated := true;
        return;
    end if;

    -- 2. The row of each stream. A second writer to one of them waits here, before it draws a position, which makes
    --    the order of positions the order of versions in every stream. A stream without events is only held.
    for i in 1 .. cardinality(streams) loop
        if i > 1 and streams[i] collate "C" <= streams[i - 1] then
            raise exception 'streams are not sorted' using errcode = 'RR003';
        end if;
        if counts[i] = 0 then
            perform from streams s where s.stream = streams[i] and s.version = expected[i] for share;
        elsif expected[i] = 0 then
            insert into streams values (streams[i], counts[i]) on conflict do nothing;
        else
            update streams s set version = s.version + counts[i]
            where s.stream = streams[i] and s.version = expected[i];
        end if;
        if not found then
            select s.version into actual from streams s where s.stream = streams[i];
            if not (counts[i] = 0 and expected[i] = 0 and actual is null) then
                raise exception 'a stream is at another version' using errcode = 'RR001', detail =
                    json_build_object('stream', streams[i], 'expected', expected[i], 'actual', coalesce(actual, 0));
            end if;
        end if;
    end loop;

    if cardinality(ids) > 0 then
        -- 3. The lower bound, published before the first position is drawn and held until commit or rollback. It is
        --    shared and nobody asks for it exclusively, so nobody waits.
        perform pg_advisory_xact_lock_shared((21061::bigint << 48) | last_position());

        -- 4. The events. The moment is taken while the stream's row is held, so it grows with the version.
        moment := clock_timestamp();
        for i in 1 .. cardinality(streams) loop
            continue when counts[i] = 0;
            insert into events
            select nextval('events_position'), e.id, streams[i], expected[i] + e.n, e.name, e.body, metadata, moment,
                   command, subjects[i], e.parent, e.state
            from unnest(
                ids[written + 1 : written + counts[i]], names[written + 1 : written + counts[i]],
                bodies[written + 1 : written + counts[i]], parents[written + 1 : written + counts[i]],
                states[written + 1 : written + counts[i]]
            ) with ordinality as e (id, name, body, parent, state, n);
            written := written + counts[i];
        end loop;
        last := currval('events_position');
    end if;

    -- 5. What follows in the same transaction: functions of the service's own, with its rows.
    for i in 1 .. cardinality(calls) loop
        execute format('select public.%I($1)', calls[i]) using arguments[i];
    end loop;
end
$$;

revoke all on function append_events from public;
grant usage on schema public to ${service_role};
grant select on events, streams, commands, events_position to ${service_role};
grant select, insert, update on checkpoint to ${service_role};
grant execute on function append_events to ${service_role};
