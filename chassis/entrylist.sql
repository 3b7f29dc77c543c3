-- The list of entries of every kind: codes, days and references, kept in the append's own transaction and made from the
-- log alone. `content` is what an entry stands as, and `reason` why it was corrected last or withdrawn.

create table entry_list (
    kind        text not null,
    entry_id    uuid not null,
    subject     text,
    happened_on date not null,
    status      text not null check (status in ('standing', 'withdrawn')),
    reason      text,
    workers     uuid[] not null,
    labels      text[] not null,
    content     jsonb not null,
    number      bigint generated always as identity,
    primary key (kind, entry_id)
);
create index entry_list_by_day on entry_list (kind, happened_on desc, number desc);
create index entry_list_by_subject on entry_list (kind, subject, happened_on desc) where subject is not null;
create index entry_list_by_worker on entry_list using gin (workers);
create index entry_list_by_label on entry_list using gin (labels);

-- Follows the log with rows of entries as they stand after their latest events. In plpgsql, which keeps the plan.
create function follow_entries(rows jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    insert into entry_list
    select r.kind, r.entry_id, r.subject, r.happened_on, r.status, r.reason, r.workers, r.labels, r.content
    from jsonb_to_recordset(rows) as r (
        kind text, entry_id uuid, subject text, happened_on date, status text, reason text, workers uuid[],
        labels text[], content jsonb
    )
    on conflict (kind, entry_id) do update set
        subject = excluded.subject, happened_on = excluded.happened_on, status = excluded.status,
        reason = excluded.reason, workers = excluded.workers, labels = excluded.labels, content = excluded.content;
end
$$;

-- Before the list of some kinds is made anew: writers wait until that is done.
create function empty_entry_list(kinds text[]) returns void
language sql security definer
set search_path = public, pg_temp
as $$
    lock table entry_list in share row exclusive mode;
    delete from entry_list where kind = any(kinds);
$$;

revoke all on function follow_entries, empty_entry_list from public;
grant execute on function follow_entries, empty_entry_list to ${service_role};
grant select on entry_list to ${service_role};
