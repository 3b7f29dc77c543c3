-- The letterbox: every message as it came, kept before anyone reads it. Bodies and headers are personal data.

create table letterbox (
    id             uuid primary key,
    feed           text not null,
    request_id     uuid,
    correlation_id uuid,
    received_at    timestamptz not null,
    media_type     text not null,
    headers        jsonb not null,
    sha256         bytea not null,
    body           bytea not null,
    sent_by        jsonb not null,
    state          text not null check (
        state in ('processing', 'translated', 'quarantined', 'rejected', 'discarded')
    ),
    asks           text,
    sent_at        timestamptz,
    referral_id    uuid,
    objections     jsonb not null default '[]',
    resolution     jsonb,
    attempts       int not null default 1,
    lease_until    timestamptz,
    settled_at     timestamptz,
    traceparent    text,
    tracestate     text
);

-- One message for a pair of ids; a rejected one does not count, since its sender may mend it and send it again.
create unique index letterbox_once on letterbox (feed, request_id, correlation_id)
where request_id is not null and state <> 'rejected';
create index letterbox_by_state on letterbox (state, received_at desc, id);
create index letterbox_by_conversation on letterbox (correlation_id, received_at) where correlation_id is not null;
create index letterbox_by_referral on letterbox (referral_id) where referral_id is not null;
create index letterbox_in_hand on letterbox (lease_until) where state = 'processing';

-- Keeps a message and takes it in hand for `lease`; or says that the pair of ids is in hand elsewhere or was settled.
-- A message whose lease has run out was left behind by a process that died, and is taken over.
create function keep_message(
    new_id uuid, new_feed text, new_request_id uuid, new_correlation_id uuid, new_received_at timestamptz,
    new_media_type text, new_headers jsonb, new_sha256 bytea, new_body bytea, new_sent_by jsonb, parent text,
    state_of_trace text, lease interval,
    out verdict text, out kept_id uuid, out same_body boolean
)
language plpgsql
as $$
declare
    there letterbox;
begin
    insert into letterbox (id, feed, request_id, correlation_id, received_at, media_type, headers, sha256, body,
                           sent_by, state, lease_until, traceparent, tracestate)
    values (new_id, new_feed, new_request_id, new_correlation_id, new_received_at, new_media_type, new_headers,
            new_sha256, new_body, new_sent_by, 'processing', clock_timestamp() + lease, parent, state_of_trace)
    on conflict (feed, request_id, correlation_id) where request_id is not null and state <> 'rejected' do nothing;
    if found then
        verdict := 'taken';
        kept_id := new_id;
        same_body := true;
        return;
    end if;
    select * into there from letterbox l
    where l.feed = new_feed and l.request_id = new_request_id and l.correlation_id = new_correlation_id
      and l.state <> 'rejected'
    for update;
    if not found then
        -- It was rejected in this very moment: as with one that is in hand, the sender may try again.
        verdict := 'in-hand';
        return;
    end if;
    kept_id := there.id;
    same_body := there.sha256 = new_sha256;
    if there.state <> 'processing' then
        verdict := 'settled';
    elsif there.lease_until > clock_timestamp() or not same_body then
        verdict := 'in-hand';
    else
        verdict := 'taken';
        update letterbox l set lease_until = clock_timestamp() + lease, attempts = l.attempts + 1
        where l.id = there.id;
    end if;
end
$$;

-- Says what became of a message: {id, state, asks, sent_at, referral_id, objections, resolution}.
create function settle_message(given jsonb) returns void
language sql
as $$
    update letterbox set
        state = given ->> 'state',
        asks = coalesce(given ->> 'asks', asks),
        sent_at = coalesce((given ->> 'sent_at')::timestamptz, sent_at),
        referral_id = coalesce((given ->> 'referral_id')::uuid, referral_id),
        objections = given -> 'objections',
        resolution = coalesce(nullif(given -> 'resolution', 'null'), resolution),
        lease_until = null,
        settled_at = clock_timestamp()
    where id = (given ->> 'id')::uuid
$$;

revoke all on function keep_message, settle_message from public;
grant execute on function keep_message, settle_message to ${service_role};
grant select, insert, update on letterbox to ${service_role};
