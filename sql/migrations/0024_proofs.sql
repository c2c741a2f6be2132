-- What was proven belongs to what it was proven of; what a person asked to erase is what was shown; the trail is a
-- chain.

-- What a number or an address was seen to do: it stays its own, whoever holds it today.
create table private.addresses (
    channel text not null check (channel in ('sms', 'email')),
    -- E.164, or an email in small letters.
    address text not null,
    delivered_at timestamptz,
    -- Lifted by a message that was sent later and arrived, and by nothing else.
    unreachable_reason text check (unreachable_reason in ('stop', 'hard_bounce', 'blocklisted')),
    unreachable_at timestamptz,
    primary key (channel, address)
);
alter table private.addresses enable row level security;

-- Refusals are carried over. Deliveries are not: nobody knows to which number they went.
insert into private.addresses (channel, address, unreachable_reason, unreachable_at)
select distinct on (phone) 'sms', phone, unreachable_reason, unreachable_at from public.recipients
where phone is not null and unreachable_reason is not null order by phone, unreachable_reason = 'stop' desc;
insert into private.addresses (channel, address, unreachable_reason, unreachable_at)
select distinct on (lower(email)) 'email', lower(email), email_unreachable_reason, email_unreachable_at
from public.recipients where email is not null and email_unreachable_reason is not null
order by lower(email), email_unreachable_reason = 'stop' desc;

-- Where it went: an address of ours. Null: not sent yet.
alter table public.alert_attempts add column address text;

-- The words by which the recording notice is known must be of the notice: "bon" stands in every greeting.
update public.privacy_settings set notice_words = 'enregistr' where private.fold(notice_words) not like '%enregistr%';
alter table public.privacy_settings add constraint of_the_notice
    check (private.fold(notice_words) like '%enregistr%');

-- What was found by number and name, and judged by a reader to be somebody else's; and messages that belong to no call,
-- judged to be about this person.
alter table public.privacy_requests add column left_out uuid[] not null default '{}',
    add column extra_messages bigint[] not null default '{}', add column extra_receipts bigint[] not null default '{}',
    -- By an administrator: the owner is to confirm.
    add column erasure_asked_at timestamptz,
    add column erasure_asked_by uuid references public.profiles (user_id) on delete set null;
create index privacy_requests_asked_by on public.privacy_requests (erasure_asked_by);

-- Everything that is held of one person, row by row: what is shown before is what goes.
create type private.person_rows as (
    calls uuid[],
    leads uuid[],
    appointments uuid[],
    alerts uuid[],
    messages bigint[],
    receipts bigint[],
    trials uuid[],
    trail uuid[]
);

-- The trail as a chain: each line as it stood when it was sealed, each lawful redaction and each purge a link of its
-- own.
create table private.trail_links (
    -- 1, 2, 3…: none is missing.
    n bigint primary key,
    request_id uuid not null,
    kind text not null check (kind in ('line', 'redaction', 'purge')),
    at timestamptz not null default clock_timestamp(),
    -- Of the line's content; null: it was purged.
    line_sha256 bytea,
    sha256 bytea not null
);
create index trail_links_line on private.trail_links (request_id, n desc);
alter table private.trail_links enable row level security;

insert into private.measurements (code, every) values ('trail', '1 day');
