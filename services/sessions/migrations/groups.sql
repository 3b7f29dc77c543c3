-- Groups: the list follows the log and can be made anew from it; what a group is called stands beside it in words, is no
-- fact of the log, and stays when the list is made anew.

create table group_list (
    group_id   uuid primary key,
    code       text,
    programme  text not null,
    activity   text not null,
    place      text not null,
    channel    text not null,
    ways       text[] not null,
    capacity   int,
    leaders    uuid[] not null,
    started_on date not null,
    since      date not null,
    ended_on   date,
    reason     text
);
create index group_list_by_programme on group_list (programme, started_on);
create index group_list_by_leader on group_list using gin (leaders);

create table group_titles (
    group_id uuid primary key,
    title    text not null
);

-- Follows the log with rows of groups as they stand after their latest events. In plpgsql, which keeps the plan.
create function follow_groups(rows jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    insert into group_list
    select r.group_id, r.code, r.programme, r.activity, r.place, r.channel, r.ways, r.capacity, r.leaders,
           r.started_on, r.since, r.ended_on, r.reason
    from jsonb_to_recordset(rows) as r (
        group_id uuid, code text, programme text, activity text, place text, channel text, ways text[], capacity int,
        leaders uuid[], started_on date, since date, ended_on date, reason text
    )
    on conflict (group_id) do update set
        programme = excluded.programme, activity = excluded.activity, place = excluded.place,
        channel = excluded.channel, ways = excluded.ways, capacity = excluded.capacity, leaders = excluded.leaders,
        since = excluded.since, ended_on = excluded.ended_on, reason = excluded.reason;
end
$$;

-- Keeps what a group is called.
create function name_groups(rows jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    insert into group_titles
    select r.group_id, r.title from jsonb_to_recordset(rows) as r (group_id uuid, title text)
    on conflict (group_id) do update set title = excluded.title;
end
$$;

-- Before the list is made anew: writers wait until that is done.
create function empty_group_list() returns void
language sql security definer
set search_path = public, pg_temp
as $$
    lock table group_list in share row exclusive mode;
    delete from group_list;
$$;

revoke all on function follow_groups, name_groups, empty_group_list from public;
grant execute on function follow_groups, name_groups, empty_group_list to ${service_role};
grant select on group_list, group_titles to ${service_role};
