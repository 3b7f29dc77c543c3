-- Reports as they were sent, and decisions on how charts are drawn. They stand outside the figures' schema: a rebuild
-- makes figures anew and must never touch what was sent. Rows are added and never changed.

create table issued_reports (
    number    bigint generated always as identity primary key,
    id        uuid not null unique,
    kind      text not null,
    scope     text not null,
    period    text not null,
    as_at     date not null,
    audience  text not null,
    issued_at timestamptz not null,
    issued_by text not null,
    pack      bytea not null,
    sha256    bytea not null,
    sources   json not null,
    seal      bytea not null
);
create index issued_reports_scope on issued_reports (scope, audience, as_at);

-- The one way in. Each report's seal is the SHA-256 of the seal before and of what was sent, so that none can be taken
-- out or put another in its place without every later one telling. Repeated with the same id it changes nothing.
create function issue_report(
    report uuid, kind_of text, of_scope text, of_period text, known_by date, for_audience text, by_whom text,
    frozen bytea, stood_on json
) returns issued_reports
language plpgsql volatile security definer
set search_path = public, pg_temp
as $$
declare
    before bytea;
    made   issued_reports;
begin
    perform pg_advisory_xact_lock(1590517861);
    select * into made from issued_reports r where r.id = report;
    if found then
        return made;
    end if;
    select r.seal into before from issued_reports r order by r.number desc limit 1;
    insert into issued_reports
        (id, kind, scope, period, as_at, audience, issued_at, issued_by, pack, sha256, sources, seal)
    values (
        report, kind_of, of_scope, of_period, known_by, for_audience, clock_timestamp(), by_whom, frozen,
        sha256(frozen), stood_on,
        sha256(coalesce(before, '\x') || uuid_send(report) || sha256(frozen) || sha256(convert_to(stood_on::text, 'UTF8')))
    )
    returning * into made;
    return made;
end
$$;

-- Decisions that limits of a metric's chart are counted anew from a month on. One is undone by another that names it.
create table chart_decisions (
    number     bigint generated always as identity primary key,
    id         uuid not null unique,
    scope      text not null,
    metric     text not null,
    month      int not null,
    reason     text not null,
    decided_on date not null,
    decided_by text not null,
    undoes     uuid references chart_decisions (id)
);

grant usage on schema public to ${service_role};
revoke all on function issue_report from public;
grant execute on function issue_report to ${service_role};
grant select on issued_reports to ${service_role};
grant select, insert on chart_decisions to ${service_role};
