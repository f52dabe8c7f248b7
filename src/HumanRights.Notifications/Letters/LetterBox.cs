using HumanRights.EventSourcing;
using HumanRights.Notifications.Sending;
using MassTransit;
using Npgsql;
using NpgsqlTypes;

namespace HumanRights.Notifications.Letters;

/// <summary>What an event means for the person's place in the edition.</summary>
public enum PlaceChange
{
    None,
    Taken,
    Left,
}

/// <summary>Whom an event is about, and what the letter will need to know of it.</summary>
public sealed record About(Guid PersonId, Guid? EditionId, Facts Facts);

/// <summary>
/// Where letters wait. A batch of events is one round trip and one transaction; the letter's key is its own inbox: a message that comes again finds its
/// letter there and changes nothing.
/// </summary>
public sealed class LetterBox(NpgsqlDataSource database, Wake wake)
{
    /// <summary>Whoever tells of an edition's places and whoever cancels it never pass each other unseen: one of them finds what the other wrote.</summary>
    private const string BesideOthers = "select pg_advisory_xact_lock_shared(hashtextextended(e::text, 0)) from (select distinct unnest($1::uuid[]) as e order by 1) as editions";

    private const string Alone = "select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 0))";

    private const string ChangePlaces =
        """
        insert into places (edition_id, person_id, version, active)
        select distinct on (e, p) e, p, v, $4 from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as told (e, p, v) order by e, p, v desc
        on conflict (edition_id, person_id) do update set version = excluded.version, active = excluded.active where places.version < excluded.version
        """;

    private const string AddLetters =
        """
        insert into letters (id, message_id, person_id, edition_id, kind, facts, urgency, happened)
        select letter_id(m, p), m, p, e, $6, f, $7, h from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::jsonb[], $5::timestamptz[]) as told (m, p, e, f, h)
        order by 1
        on conflict (id) do nothing
        """;

    private const string AddNoticesToLatecomers =
        """
        insert into letters (id, message_id, person_id, edition_id, kind, facts, urgency, happened)
        select letter_id(cancelled_by, person_id), cancelled_by, person_id, edition_id, 'edition-cancelled', '{}', $3, cancelled_at
        from (select distinct * from unnest($1::uuid[], $2::uuid[]) as t (edition_id, person_id)) as told
        join editions using (edition_id) join places using (edition_id, person_id)
        where cancelled_by is not null and active
        order by 1
        on conflict (id) do nothing
        """;

    private const string AddEdition =
        """
        insert into editions (edition_id, number, title_en, title_pt) values ($1, $2, $3, $4)
        on conflict (edition_id) do update set number = excluded.number, title_en = excluded.title_en, title_pt = excluded.title_pt
        """;

    private const string CancelEdition =
        """
        insert into editions (edition_id, notice_en, notice_pt, cancelled_by, cancelled_at) values ($1, $2, $3, $4, $5)
        on conflict (edition_id) do update set notice_en = $2, notice_pt = $3, cancelled_by = $4, cancelled_at = $5 where editions.cancelled_by is null
        """;

    private const string AddNotices =
        """
        insert into letters (id, message_id, person_id, edition_id, kind, facts, urgency, happened)
        select letter_id(cancelled_by, person_id), cancelled_by, person_id, edition_id, 'edition-cancelled', '{}', $2, cancelled_at
        from editions join places using (edition_id) where edition_id = $1 and active
        order by 1
        on conflict (id) do nothing
        """;

    private const string ForgetPeople =
        """
        with gone as (update places set active = false where person_id = any($1))
        update letters set state = 'dropped', settled = clock_timestamp(), last_failure = 'recipient-erased' where person_id = any($1) and state = 'waiting'
        """;

    /// <summary>Adds a letter for every event of the batch that is not in the box yet, and what the events say of places.</summary>
    public async Task ReceiveAsync<TEvent>(ConsumeContext<Batch<TEvent>> context, LetterKind kind, PlaceChange change, Func<TEvent, About> read) where TEvent : class
    {
        var known = context.Message.Where(m => m.MessageId is not null).ToArray();
        var about = Array.ConvertAll(known, m => read(m.Message));
        var people = Array.ConvertAll(about, a => a.PersonId);
        if (about.Length > 0)
        {
            await using var batch = database.CreateBatch();
            if (change != PlaceChange.None)
            {
                var editions = Array.ConvertAll(about, a => a.EditionId!.Value);
                batch.Add(BesideOthers, editions);
                batch.Add(ChangePlaces, editions, people, Array.ConvertAll(known, m => m.SourceVersion()), change == PlaceChange.Taken);
                if (change == PlaceChange.Taken)
                {
                    batch.Add(AddNoticesToLatecomers, editions, people, Urgency.Of(LetterKind.EditionCancelled));
                }
            }

            batch.Add(
                AddLetters, Array.ConvertAll(known, m => m.MessageId!.Value), people, Array.ConvertAll(about, a => a.EditionId),
                new NpgsqlParameter { Value = Array.ConvertAll(about, a => Stored.ToJson(a.Facts)), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
                Array.ConvertAll(known, Happened), Stored.Name(kind), Urgency.Of(kind));
            await batch.ExecuteNonQueryAsync(context.CancellationToken);
            wake.Up();
        }

        if (known.Length < context.Message.Length)
        {
            // The others have their letters by now; a repeat of them changes nothing.
            throw new InvalidOperationException("A message without an id cannot be received once.");
        }
    }

    public async Task PlannedAsync(Guid edition, int number, string titleEn, string titlePt, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        batch.Add(AddEdition, edition, number, Stored.Text(titleEn), Stored.Text(titlePt));
        await batch.ExecuteNonQueryAsync(cancellation);
        wake.Up();
    }

    /// <summary>A notice to everyone who is registered; who is only heard of later gets theirs then.</summary>
    public async Task CancelledAsync(Guid edition, Guid message, DateTimeOffset at, string noticeEn, string noticePt, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        batch.Add(Alone, edition);
        batch.Add(CancelEdition, edition, Stored.Text(noticeEn), Stored.Text(noticePt), message, at);
        batch.Add(AddNotices, edition, Urgency.Of(LetterKind.EditionCancelled));
        await batch.ExecuteNonQueryAsync(cancellation);
        wake.Up();
    }

    public async Task ForgetAsync(Guid[] people, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        batch.Add(ForgetPeople, people);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>When the event was recorded, as its publisher says.</summary>
    public static DateTimeOffset Happened(ConsumeContext context) =>
        DateTimeOffset.TryParse(context.Headers.Get<string>(SourceHeaders.RecordedAt), System.Globalization.CultureInfo.InvariantCulture, out var at) ? at.ToUniversalTime()
        : new DateTimeOffset(context.SentTime ?? DateTime.UnixEpoch, TimeSpan.Zero);
}

/// <summary>Who is written to first when many wait.</summary>
public static class Urgency
{
    /// <summary>
    /// 0: a clock runs, or somebody waits at the screen. 1: news of a seat. 2: the waiting list, and what must not overtake it: a withdrawal from it, or the end of the edition.
    /// </summary>
    public static short Of(LetterKind kind) => kind switch
    {
        LetterKind.Offer or LetterKind.EmailConfirmation or LetterKind.PasswordReset => 0,
        LetterKind.WaitingPlace or LetterKind.WaitingPlaceGivenUp or LetterKind.EditionCancelled => 2,
        _ => 1,
    };
}

internal static class Batches
{
    /// <summary>One more statement; together they are one round trip and one transaction, and each sees what was committed before it began.</summary>
    public static void Add(this NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
    }
}
