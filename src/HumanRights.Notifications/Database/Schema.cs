using Npgsql;

namespace HumanRights.Notifications.Database;

/// <summary>The tables of <c>notifications-db</c>: a queue and what it is filled from. Each statement may run again.</summary>
public sealed class Schema(NpgsqlDataSource database)
{
    private const long AdvisoryLock = 0x48_52_4E_44; // "HRND"
    private const int PatienceSeconds = 120;

    public const string Tables =
        """
        create schema if not exists inbox;
        create table if not exists inbox.queues_declared (id text primary key);
        create table if not exists inbox.erased_people (person_id uuid primary key, at timestamptz not null default now());

        -- One letter for one event and person: its id says which, so a message that comes again finds its letter there.
        create or replace function letter_id(message_id uuid, person_id uuid) returns uuid language sql immutable parallel safe as
            $$ select encode(substring(sha256(uuid_send(message_id) || uuid_send(person_id)) for 16), 'hex')::uuid $$;

        create table if not exists letters (
            id uuid primary key,
            number bigint generated always as identity,
            message_id uuid not null,
            person_id uuid not null,
            edition_id uuid,
            kind text not null,
            facts jsonb not null,
            urgency smallint not null,
            state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed', 'dropped')),
            happened timestamptz not null,
            created timestamptz not null default clock_timestamp(),
            next_try timestamptz not null default clock_timestamp(),
            claimed_until timestamptz,
            tries integer not null default 0,
            settled timestamptz,
            last_failure text);
        create unique index if not exists letters_by_number on letters (number);
        create index if not exists letters_waiting on letters (urgency, next_try) where state = 'waiting';
        create index if not exists letters_by_person on letters (person_id, number);
        create index if not exists letters_by_edition on letters (edition_id, number);

        -- Who is registered for which edition, as of the roster's version that was heard of last.
        create table if not exists places (
            edition_id uuid not null,
            person_id uuid not null,
            version bigint not null,
            active boolean not null,
            primary key (edition_id, person_id));
        create index if not exists places_by_person on places (person_id);

        create table if not exists editions (
            edition_id uuid primary key,
            number integer,
            title_en text,
            title_pt text,
            notice_en text,
            notice_pt text,
            cancelled_by uuid,
            cancelled_at timestamptz);
        """;

    /// <summary>One process at a time, whoever starts first: the others wait and find it done.</summary>
    public async Task ApplyAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var sql in (string[])[$"select pg_advisory_xact_lock({AdvisoryLock})", Tables])
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = PatienceSeconds };
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }
}
