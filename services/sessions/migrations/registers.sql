-- Sessions and the lines of their registers: codes, days and references, kept in the append's own transaction and made
-- from the log alone.

create table session_list (
    session_id uuid primary key,
    group_id   uuid,
    kind       text not null,
    programme  text not null,
    activity   text not null,
    place      text not null,
    channel    text not null,
    happens_on date not null,
    status     text not null check (status in ('planned', 'cancelled', 'held', 'withdrawn')),
    reason     text,
    minutes    int,
    leaders    uuid[] not null,
    staff      uuid[] not null,
    volunteers uuid[] not null,
    capacity   int,
    present    int not null,
    exception  text,
    number     bigint generated always as identity
);
create index session_list_by_day on session_list (happens_on desc, number desc);
create index session_list_by_status on session_list (status, happens_on desc, number desc);
create index session_list_by_group on session_list (group_id, happens_on desc) where group_id is not null;
create index session_list_by_programme on session_list (programme, happens_on desc);
create index session_list_by_leader on session_list using gin (leaders);
create index session_list_by_staff on session_list using gin (staff);
create index session_list_by_volunteer on session_list using gin (volunteers);

-- A line stands unless it or its session was withdrawn. Group and day are those of its session.
create table register_lines (
    line_id    uuid primary key,
    session_id uuid not null,
    group_id   uuid,
    happens_on date not null,
    person_ref text,
    attendance text not null check (attendance in ('present', 'absent', 'cancelled', 'declined')),
    channel    text not null,
    status     text not null check (status in ('standing', 'withdrawn'))
);
create index register_lines_by_session on register_lines (session_id);
create index register_lines_by_person on register_lines (person_ref, happens_on desc) where person_ref is not null;
-- Who was missing from a group, and who came: what rows of absences are made of.
create index register_lines_by_group on register_lines (group_id, person_ref)
    where person_ref is not null and group_id is not null and status = 'standing';

-- Follows the log with rows of sessions as they stand after their latest events, and lets their lines follow them to
-- another day or away. In plpgsql, which keeps the plan.
create function follow_sessions(rows jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    insert into session_list
    select r.session_id, r.group_id, r.kind, r.programme, r.activity, r.place, r.channel, r.happens_on, r.status,
           r.reason, r.minutes, r.leaders, r.staff, r.volunteers, r.capacity, r.present, r.exception
    from jsonb_to_recordset(rows) as r (
        session_id uuid, group_id uuid, kind text, programme text, activity text, place text, channel text,
        happens_on date, status text, reason text, minutes int, leaders uuid[], staff uuid[], volunteers uuid[],
        capacity int, present int, exception text
    )
    on conflict (session_id) do update set
        place = excluded.place, happens_on = excluded.happens_on, status = excluded.status, reason = excluded.reason,
        minutes = excluded.minutes, staff = excluded.staff, volunteers = excluded.volunteers,
        present = excluded.present, exception = excluded.exception;

    update register_lines l
    set happens_on = r.happens_on, status = case r.status when 'withdrawn' then 'withdrawn' else l.status end
    from jsonb_to_recordset(rows) as r (session_id uuid, happens_on date, status text)
    where l.session_id = r.session_id
      and (l.happens_on <> r.happens_on or (r.status = 'withdrawn' and l.status = 'standing'));
end
$$;

-- Follows the log with rows of lines.
create function follow_register_lines(rows jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    insert into register_lines
    select r.line_id, r.session_id, r.group_id, r.happens_on, r.person_ref, r.attendance, r.channel, r.status
    from jsonb_to_recordset(rows) as r (
        line_id uuid, session_id uuid, group_id uuid, happens_on date, person_ref text, attendance text,
        channel text, status text
    )
    on conflict (line_id) do update set
        happens_on = excluded.happens_on, person_ref = excluded.person_ref, attendance = excluded.attendance,
        channel = excluded.channel, status = excluded.status;
end
$$;

-- Before the lists are made anew: writers wait until that is done.
create function empty_session_lists() returns void
language sql security definer
set search_path = public, pg_temp
as $$
    lock table session_list, register_lines in share row exclusive mode;
    delete from session_list;
    delete from register_lines;
$$;

revoke all on function follow_sessions, follow_register_lines, empty_session_lists from public;
grant execute on function follow_sessions, follow_register_lines, empty_session_lists to ${service_role};
grant select on session_list, register_lines to ${service_role};
