-- What the work lists ask for: programme, follow-up, the end of support, exceptions to rules; releases from custody in
-- a table of their own; and which referral a contact or plan of another service was noted with.

alter table referral_list
    add column programme       text,
    add column last_contact_on date,
    add column follow_up_by    date,
    add column support_until   date,
    add column checks_on       date[] not null default '{}',
    add column exceptions      jsonb not null default '[]';

create index referral_list_by_follow_up on referral_list (follow_up_by)
    where status = 'accepted' and follow_up_by is not null;
create index referral_list_by_exceptions on referral_list (referral_id) where exceptions <> '[]';

-- As before, with the new columns; days of receipt can be corrected now. A process of the version before gives no new
-- columns, and they stay empty until the list is made anew (`rebuild`).
create or replace function follow_referrals(rows jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    insert into referral_list (
        referral_id, person_ref, status, received_on, source, route, urgency, flags, first_contact_by,
        referrer_organisation, conversation_id, risk_level, worker_id, decided_on, first_contact_on, ended_on, reason,
        programme, last_contact_on, follow_up_by, support_until, checks_on, exceptions
    )
    select r.referral_id, r.person_ref, r.status, r.received_on, r.source, r.route, r.urgency, r.flags,
           r.first_contact_by, r.referrer_organisation, r.conversation_id, r.risk_level, r.worker_id, r.decided_on,
           r.first_contact_on, r.ended_on, r.reason, r.programme, r.last_contact_on, r.follow_up_by, r.support_until,
           coalesce(r.checks_on, '{}'), coalesce(r.exceptions, '[]')
    from jsonb_to_recordset(rows) as r (
        referral_id uuid, person_ref text, status text, received_on date, source text, route text, urgency text,
        flags text[], first_contact_by date, referrer_organisation text, conversation_id uuid, risk_level text,
        worker_id uuid, decided_on date, first_contact_on date, ended_on date, reason text, programme text,
        last_contact_on date, follow_up_by date, support_until date, checks_on date[], exceptions jsonb
    )
    on conflict (referral_id) do update set
        status = excluded.status, received_on = excluded.received_on, urgency = excluded.urgency,
        flags = excluded.flags, first_contact_by = excluded.first_contact_by, risk_level = excluded.risk_level,
        worker_id = excluded.worker_id, decided_on = excluded.decided_on,
        first_contact_on = excluded.first_contact_on, ended_on = excluded.ended_on, reason = excluded.reason,
        programme = excluded.programme, last_contact_on = excluded.last_contact_on,
        follow_up_by = excluded.follow_up_by, support_until = excluded.support_until,
        checks_on = excluded.checks_on, exceptions = excluded.exceptions;
end
$$;

-- Criminal-offence data, apart from the list that every worker reads.
create table release_list (
    referral_id uuid primary key,
    released_on date not null,
    planned     boolean not null,
    site        text
);
create index release_list_by_day on release_list (released_on);

-- Follows the log: the release as it stands; one that was withdrawn has no day.
create function follow_releases(rows jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    delete from release_list l using jsonb_to_recordset(rows) as r (referral_id uuid, released_on date)
    where l.referral_id = r.referral_id and r.released_on is null;
    insert into release_list (referral_id, released_on, planned, site)
    select r.referral_id, r.released_on, r.planned, r.site
    from jsonb_to_recordset(rows) as r (referral_id uuid, released_on date, planned boolean, site text)
    where r.released_on is not null
    on conflict (referral_id) do update set
        released_on = excluded.released_on, planned = excluded.planned, site = excluded.site;
end
$$;

create table referral_notes (
    note_id     uuid primary key, -- of a contact or a plan
    referral_id uuid not null
);

-- Follows the log: with which referral a contact or plan was noted last.
create function follow_referral_notes(rows jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    insert into referral_notes (note_id, referral_id)
    select r.note_id, r.referral_id from jsonb_to_recordset(rows) as r (note_id uuid, referral_id uuid)
    on conflict (note_id) do update set referral_id = excluded.referral_id;
end
$$;

create or replace function empty_referral_list() returns void
language sql security definer
set search_path = public, pg_temp
as $$
    lock table referral_list in share row exclusive mode;
    lock table release_list in share row exclusive mode;
    delete from referral_list;
    delete from release_list;
$$;

revoke all on function follow_releases, follow_referral_notes from public;
grant execute on function follow_releases, follow_referral_notes to ${service_role};
grant select on release_list, referral_notes to ${service_role};
