-- The directory of services: the list follows the log and can be made anew from it; what an organisation is called
-- stands beside it in words, is no fact of the log, and stays when the list is made anew.

create table directory_list (
    code       text primary key,
    category   text not null,
    districts  text[] not null,
    listed_on  date not null,
    since      date not null,
    retired_on date
);
create index directory_list_by_category on directory_list (category, code);

create table directory_titles (
    code  text primary key,
    title text not null
);

-- Follows the log with rows of services as they stand after their latest events. In plpgsql, which keeps the plan.
create function follow_directory(rows jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    insert into directory_list
    select r.code, r.category, r.districts, r.listed_on, r.since, r.retired_on
    from jsonb_to_recordset(rows) as r (
        code text, category text, districts text[], listed_on date, since date, retired_on date
    )
    on conflict (code) do update set
        category = excluded.category, districts = excluded.districts, listed_on = excluded.listed_on,
        since = excluded.since, retired_on = excluded.retired_on;
end
$$;

-- Keeps what a service is called.
create function name_services(rows jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    insert into directory_titles
    select r.code, r.title from jsonb_to_recordset(rows) as r (code text, title text)
    on conflict (code) do update set title = excluded.title;
end
$$;

-- Before the list is made anew: writers wait until that is done.
create function empty_directory_list() returns void
language sql security definer
set search_path = public, pg_temp
as $$
    lock table directory_list in share row exclusive mode;
    delete from directory_list;
$$;

revoke all on function follow_directory, name_services, empty_directory_list from public;
grant execute on function follow_directory, name_services, empty_directory_list to ${service_role};
grant select on directory_list, directory_titles to ${service_role};
