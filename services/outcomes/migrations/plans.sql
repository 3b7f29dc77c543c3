-- The list of plans: codes, days and references, kept in the append's own transaction and made from the log alone.

create table plan_list (
    plan_id        uuid primary key,
    person_ref     text not null,
    referral_id    uuid,
    status         text not null check (status in ('open', 'closed', 'withdrawn')),
    agreed_on      date not null,
    together       boolean not null,
    exception      text,
    workers        uuid[] not null,
    areas          text[] not null,
    review_by      date,
    next_action_by date,
    goal_count     int not null,
    goals_reached  int not null,
    action_count   int not null,
    actions_open   int not null,
    closed_on      date,
    reason         text,
    number         bigint generated always as identity
);
create index plan_list_by_day on plan_list (agreed_on desc, number desc);
create index plan_list_by_person on plan_list (person_ref);
create index plan_list_by_worker on plan_list using gin (workers);
create index plan_list_by_area on plan_list using gin (areas);
create index plan_list_by_review on plan_list (review_by) where status = 'open';
-- Plans of a referral share a stream, whose decisions allow one open plan; here the database says the same.
create unique index plan_list_one_open on plan_list (referral_id) where status = 'open';

-- Follows the log with rows of plans as they stand after their latest events. In plpgsql, which keeps the plan.
create function follow_plans(rows jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    insert into plan_list
    select r.plan_id, r.person_ref, r.referral_id, r.status, r.agreed_on, r.together, r.exception, r.workers, r.areas,
           r.review_by, r.next_action_by, r.goal_count, r.goals_reached, r.action_count, r.actions_open, r.closed_on, r.reason
    from jsonb_to_recordset(rows) as r (
        plan_id uuid, person_ref text, referral_id uuid, status text, agreed_on date, together boolean, exception text,
        workers uuid[], areas text[], review_by date, next_action_by date, goal_count int, goals_reached int, action_count int,
        actions_open int, closed_on date, reason text
    )
    on conflict (plan_id) do update set
        status = excluded.status, agreed_on = excluded.agreed_on, together = excluded.together,
        exception = excluded.exception, workers = excluded.workers, areas = excluded.areas,
        review_by = excluded.review_by, next_action_by = excluded.next_action_by, goal_count = excluded.goal_count,
        goals_reached = excluded.goals_reached, action_count = excluded.action_count, actions_open = excluded.actions_open,
        closed_on = excluded.closed_on, reason = excluded.reason;
end
$$;

-- Before the list is made anew: writers wait until that is done.
create function empty_plan_list() returns void
language sql security definer
set search_path = public, pg_temp
as $$
    lock table plan_list in share row exclusive mode;
    delete from plan_list;
$$;

revoke all on function follow_plans, empty_plan_list from public;
grant execute on function follow_plans, empty_plan_list to ${service_role};
grant select on plan_list to ${service_role};
