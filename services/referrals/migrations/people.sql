-- Personal data: the tables from which a person can be erased. Nothing here can be made again from the log.

create table people (
    person_ref    text primary key check (person_ref ~ '^[0-9a-f]{32}$'),
    nhs_number    text check (nhs_number ~ '^[0-9]{10}$'),
    search_name   text not null,
    born_on       date,
    details       jsonb not null,
    registered_at timestamptz not null default clock_timestamp(),
    changed_at    timestamptz not null default clock_timestamp()
);
create index people_by_number on people (nhs_number) where nhs_number is not null;
create index people_by_name on people (search_name, born_on);

-- What was known before it changed, until retention ends.
create table people_history (
    id          bigint generated always as identity primary key,
    person_ref  text not null references people on delete cascade,
    details     jsonb not null,
    replaced_at timestamptz not null default clock_timestamp()
);
create index people_history_by_person on people_history (person_ref);

-- What was said in words about somebody's needs, by referral.
create table referral_needs (
    id          bigint generated always as identity primary key,
    referral_id uuid not null,
    person_ref  text not null references people on delete cascade,
    words       text not null,
    written_at  timestamptz not null default clock_timestamp()
);
-- The same words about the same referral are written once, however often they are sent.
create unique index referral_needs_once on referral_needs (referral_id, md5(words));
create index referral_needs_by_person on referral_needs (person_ref);

-- Links as the log states them, to be followed when somebody is looked up. References alone: no personal data.
create table people_links (
    person_ref  text not null,
    same_as_ref text not null,
    linked_on   date not null,
    evidence    text not null,
    primary key (person_ref, same_as_ref)
);
create index people_links_by_other on people_links (same_as_ref);

-- The part of someone's details that says something: a sender who tells less does not make us forget what we knew.
create function told(details jsonb) returns jsonb
language sql immutable
as $$
    select coalesce(jsonb_object_agg(key, value), '{}')
    from jsonb_each(details)
    where value not in ('null', '""', '[]', 'false', '"unknown"', '"not-known"')
$$;

-- Takes down a person, or what is newly known of them: {person_ref, details, referral_id, needs}.
create function register_person(given jsonb) returns void
language plpgsql
as $$
declare
    ref    text := given ->> 'person_ref';
    newly  jsonb := given -> 'details';
    before jsonb;
    after  jsonb;
begin
    insert into people (person_ref, nhs_number, search_name, born_on, details)
    values (ref, newly ->> 'nhs_number', newly ->> 'search_name', (newly ->> 'born_on')::date, newly)
    on conflict do nothing;
    if not found then
        select p.details into before from people p where p.person_ref = ref for update;
        after := before || told(newly);
        if newly ->> 'nhs_number' is null and before ->> 'nhs_number' is not null then
            after := after || jsonb_build_object('number_status', before -> 'number_status');
        end if;
        if coalesce(newly ->> 'family', '') = '' then
            after := after || jsonb_build_object('search_name', before -> 'search_name');
        end if;
        if after <> before then
            insert into people_history (person_ref, details) values (ref, before);
            update people p
            set nhs_number = after ->> 'nhs_number', search_name = after ->> 'search_name',
                born_on = (after ->> 'born_on')::date, details = after, changed_at = clock_timestamp()
            where p.person_ref = ref;
        end if;
    end if;
    if coalesce(given ->> 'needs', '') <> '' then
        insert into referral_needs (referral_id, person_ref, words)
        values ((given ->> 'referral_id')::uuid, ref, given ->> 'needs')
        on conflict do nothing;
    end if;
end
$$;

-- Follows the log: {person_ref, same_as_ref, linked_on, evidence}.
create function follow_people_links(link jsonb) returns void
language sql security definer
set search_path = public, pg_temp
as $$
    insert into people_links (person_ref, same_as_ref, linked_on, evidence)
    values (link ->> 'person_ref', link ->> 'same_as_ref', (link ->> 'linked_on')::date, link ->> 'evidence')
    on conflict do nothing
$$;

-- Before the links are made anew: writers wait until that is done.
create function empty_people_links() returns void
language sql security definer
set search_path = public, pg_temp
as $$
    lock table people_links in share row exclusive mode;
    delete from people_links;
$$;

revoke all on function register_person, follow_people_links, empty_people_links, told from public;
grant execute on function follow_people_links, empty_people_links to ${service_role};
grant select on people, people_history, referral_needs, people_links to ${service_role};
