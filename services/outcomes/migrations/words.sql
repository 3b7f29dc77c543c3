-- Personal data: the words of goals and actions, which can be erased. Nothing here can be made again from the log.

create table plan_words (
    about_id   uuid primary key, -- of the goal or the action
    plan_id    uuid not null,
    person_ref text not null,
    words      text not null,
    written_at timestamptz not null default clock_timestamp()
);
create index plan_words_by_plan on plan_words (plan_id);
create index plan_words_by_person on plan_words (person_ref);

-- Writes words once: [{about_id, plan_id, person_ref, words}].
create function write_plan_words(rows jsonb) returns void
language plpgsql
as $$
begin
    insert into plan_words (about_id, plan_id, person_ref, words)
    select r.about_id, r.plan_id, r.person_ref, r.words
    from jsonb_to_recordset(rows) as r (about_id uuid, plan_id uuid, person_ref text, words text)
    on conflict do nothing;
end
$$;

revoke all on function write_plan_words from public;
grant select on plan_words to ${service_role};
