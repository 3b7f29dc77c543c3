-- The list of referrals: codes, days and references, kept in the append's own transaction and made from the log alone.

create table referral_list (
    referral_id           uuid primary key,
    person_ref            text not null,
    status                text not null,
    received_on           date not null,
    source                text not null,
    route                 text not null,
    urgency               text not null,
    flags                 text[] not null,
    first_contact_by      date not null,
    referrer_organisation text,
    conversation_id       uuid,
    risk_level            text,
    worker_id             uuid,
    decided_on            date,
    first_contact_on      date,
    ended_on              date,
    reason                text,
    number                bigint generated always as identity
);
create index referral_list_by_day on referral_list (received_on desc, number desc);
create index referral_list_by_status on referral_list (status, received_on desc, number desc);
create index referral_list_by_person on referral_list (person_ref);
create index referral_list_by_worker on referral_list (worker_id) where worker_id is not null;
create index referral_list_by_organisation on referral_list (referrer_organisation, received_on desc);
create index referral_list_by_conversation on referral_list (conversation_id) where conversation_id is not null;

-- Follows the log with one row of a referral as it stands after its latest event. In plpgsql, which keeps the plan: a
-- function in sql would be read and planned anew by each append.
create function follow_referrals(rows jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    insert into referral_list
    select r.referral_id, r.person_ref, r.status, r.received_on, r.source, r.route, r.urgency, r.flags,
           r.first_contact_by, r.referrer_organisation, r.conversation_id, r.risk_level, r.worker_id, r.decided_on,
           r.first_contact_on, r.ended_on, r.reason
    from jsonb_to_recordset(rows) as r (
        referral_id uuid, person_ref text, status text, received_on date, source text, route text, urgency text,
        flags text[], first_contact_by date, referrer_organisation text, conversation_id uuid, risk_level text,
        worker_id uuid, decided_on date, first_contact_on date, ended_on date, reason text
    )
    on conflict (referral_id) do update set
        status = excluded.status, urgency = excluded.urgency, flags = excluded.flags,
        risk_level = excluded.risk_level, worker_id = excluded.worker_id, decided_on = excluded.decided_on,
        first_contact_on = excluded.first_contact_on, ended_on = excluded.ended_on, reason = excluded.reason;
end
$$;

-- Before the list is made anew: writers wait until that is done.
create function empty_referral_list() returns void
language sql security definer
set search_path = public, pg_temp
as $$
    lock table referral_list in share row exclusive mode;
    delete from referral_list;
$$;

revoke all on function follow_referrals, empty_referral_list from public;
grant execute on function follow_referrals, empty_referral_list to ${service_role};
grant select on referral_list to ${service_role};
