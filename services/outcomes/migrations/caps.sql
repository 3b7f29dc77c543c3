-- How often a hard outcome may count for one person in a financial year, where the terms set a limit: checked against the
-- list of entries in the append's own transaction, behind `follow_entries`, so that nobody passes it at the same moment.

-- What has `over-the-cap` refused: rows of outcomes as they stand now, each with the days of its year and its cap.
create function keep_caps(rows jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
    contested int;
    refused   jsonb;
begin
    -- 1. One writer at a time for a person, kind and year, in one order for all. Two keys, so that no reader of the log
    --    takes the lock for the bound of an append.
    for contested in
        select distinct hashtext(concat_ws('/', r.person_ref, r.kind, r.first_on))
        from jsonb_to_recordset(rows) as r (person_ref text, kind text, first_on date)
        order by 1
    loop
        perform pg_advisory_xact_lock(1, contested);
    end loop;

    -- 2. Whoever waited sees what the other one committed. Those that stand already come first, then the rows in turn.
    with asked as (
        select r.*, row_number() over (partition by r.person_ref, r.kind, r.first_on order by r.at) as turn
        from rows from (
            jsonb_to_recordset(rows) as (
                stream text, entry_id uuid, person_ref text, kind text, first_on date, last_on date, cap int
            )
        ) with ordinality as r (stream, entry_id, person_ref, kind, first_on, last_on, cap, at)
    ), taken as (
        select a.*, a.turn + (
            select count(*) from entry_list e
            where e.kind = 'hard-outcome' and e.subject = a.person_ref and e.status = 'standing'
              and e.happened_on between a.first_on and a.last_on and e.content ->> 'kind' = a.kind
              and e.entry_id not in (select entry_id from asked)
        ) as times
        from asked a
    )
    select jsonb_agg(
        jsonb_build_object(
            'stream', t.stream, 'code', 'over-the-cap', 'field', 'kind', 'detail',
            format('%s counts %s for one person from %s to %s, and that is recorded already',
                   t.kind, case t.cap when 1 then 'once' else t.cap || ' times' end, t.first_on, t.last_on)
        ) order by t.at
    ) into refused
    from taken t where t.times > t.cap;

    if refused is not null then
        raise exception 'over the cap' using errcode = 'RR010', detail = refused::text;
    end if;
end
$$;

revoke all on function keep_caps from public;
grant execute on function keep_caps to ${service_role};
