-- Personal data: the first names of who is on a register and known by no more. Erasable, and never made from the log.

create table first_names (
    line_id    uuid primary key,
    session_id uuid not null,
    first_name text not null,
    written_at timestamptz not null default clock_timestamp()
);
create index first_names_by_session on first_names (session_id);
create index first_names_by_age on first_names (written_at);

-- Keeps first names of lines; a line without one is forgotten.
create function keep_first_names(rows jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    delete from first_names f
    using jsonb_to_recordset(rows) as r (line_id uuid, first_name text)
    where f.line_id = r.line_id and r.first_name is null;

    insert into first_names (line_id, session_id, first_name)
    select r.line_id, r.session_id, r.first_name
    from jsonb_to_recordset(rows) as r (line_id uuid, session_id uuid, first_name text)
    where r.first_name is not null
    on conflict (line_id) do update set first_name = excluded.first_name;
end
$$;

-- Forgets the first names of whole sessions.
create function forget_first_names(rows jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    delete from first_names f using jsonb_to_recordset(rows) as r (session_id uuid) where f.session_id = r.session_id;
end
$$;

revoke all on function keep_first_names, forget_first_names from public;
grant execute on function keep_first_names, forget_first_names to ${service_role};
grant select on first_names to ${service_role};
