using System.Globalization;
using HumanRights.Notifications.Letters;
using Npgsql;

namespace HumanRights.Notifications.Sending;

/// <summary>A letter that is this replica's own for a while.</summary>
/// <param name="Id">Its id, which is also the Message-ID's.</param>
/// <param name="PersonId">Whom it is for.</param>
/// <param name="EditionId">Absent for letters about the account.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Facts">What its words need.</param>
/// <param name="Happened">When the event was recorded.</param>
/// <param name="Created">When it came into the box.</param>
/// <param name="Age">How long ago that is, by the database's clock.</param>
/// <param name="Tries">How often it has failed.</param>
/// <param name="Edition">What is known of the edition; null when nothing is.</param>
public sealed record Claimed(
    Guid Id, Guid PersonId, Guid? EditionId, LetterKind Kind, Facts Facts, DateTimeOffset Happened, DateTimeOffset Created, TimeSpan Age, int Tries, EditionWords? Edition);

/// <summary>The letters as the sender sees them: claimed, then settled or put back.</summary>
public sealed class Queue(NpgsqlDataSource database)
{
    /// <summary>So long a letter is tried that is only delayed, an hour apart in the end: five days and more, as mail servers do (RFC 5321, section 4.5.4.1).</summary>
    public const int MostTries = 130;

    // Rows that another replica is just claiming are passed over, so no two claim the same.
    private const string Take =
        """
        with page as (
            select id, edition_id, urgency, next_try from letters
            where state = 'waiting' and next_try <= now() and (claimed_until is null or claimed_until < now())
            order by urgency, next_try limit $1 for update skip locked)
        update letters l set claimed_until = clock_timestamp() + $2
        from page left join editions e using (edition_id) where l.id = page.id
        returning l.id, l.person_id, l.edition_id, l.kind, l.facts::text, l.happened, l.created, clock_timestamp() - l.created, l.tries,
            e.edition_id is not null, e.number, e.title_en, e.title_pt, e.notice_en, e.notice_pt, page.urgency, page.next_try
        """;

    private const string Settle = "update letters set state = $2, settled = clock_timestamp(), last_failure = $3, claimed_until = null where id = $1 and state = 'waiting'";

    // Five seconds, then twice as long each time, up to an hour.
    private const string Delay =
        """
        update letters set tries = tries + 1, next_try = clock_timestamp() + least(3600, 5 * power(2, least(tries, 20))) * interval '1 second', last_failure = $2, claimed_until = null
        where id = $1 and state = 'waiting'
        """;

    private const string Back =
        """
        update letters set next_try = case when $2 > interval '0' then clock_timestamp() + $2 else next_try end, last_failure = coalesce($3, last_failure), claimed_until = null where id = any($1) and state = 'waiting'
        """;

    private const string Dropped = "select id from letters where id = any($1) and state = 'dropped'";

    private const string Hasten = "update letters set next_try = clock_timestamp() where state = 'waiting' and next_try > clock_timestamp() and last_failure like '%-away%'";

    private const string Next = "select min(greatest(next_try, claimed_until)) - clock_timestamp() from letters where state = 'waiting'";

    private const string Clear = "delete from letters where state in ('sent', 'dropped') and settled < now() - $1";

    /// <summary>The most urgent letters that are due, at most <paramref name="most"/>, for as long as <paramref name="claim"/>.</summary>
    public async Task<IReadOnlyList<Claimed>> ClaimAsync(int most, TimeSpan claim, CancellationToken cancellation)
    {
        await using var command = Command(Take, most, claim);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var page = new List<(short Urgency, DateTime Since, Claimed Letter)>();
        while (await rows.ReadAsync(cancellation))
        {
            page.Add((rows.GetInt16(15), rows.GetDateTime(16), Read(rows)));
        }

        return [.. page.OrderBy(p => p.Urgency).ThenBy(p => p.Since).Select(p => p.Letter)];
    }

    /// <summary>Which of these were dropped since they were claimed: nobody is written to any more who has been erased meanwhile.</summary>
    public async Task<IReadOnlySet<Guid>> DroppedAsync(Guid[] letters, CancellationToken cancellation)
    {
        await using var command = Command(Dropped, letters);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var dropped = new HashSet<Guid>();
        while (await rows.ReadAsync(cancellation))
        {
            dropped.Add(rows.GetGuid(0));
        }

        return dropped;
    }

    public Task SettleAsync(Guid letter, LetterState state, string? why) => ExecuteAsync(Settle, letter, Stored.Name(state), why ?? (object)DBNull.Value);

    /// <summary>This letter waits longer each time.</summary>
    public Task DelayAsync(Guid letter, string why) => ExecuteAsync(Delay, letter, why);

    /// <summary>These letters were not to blame: they keep their place.</summary>
    public Task PutBackAsync(Guid[] letters, TimeSpan wait, string? why) => ExecuteAsync(Back, letters, wait, new NpgsqlParameter { Value = why ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });

    /// <summary>After a long outage: who waits only because of it need not wait for their turn.</summary>
    public Task HastenAsync() => ExecuteAsync(Hasten);

    public Task ClearAsync(TimeSpan kept) => ExecuteAsync(Clear, kept);

    /// <summary>How long until a letter falls due; null when none waits.</summary>
    public async Task<TimeSpan?> NextAsync(CancellationToken cancellation)
    {
        await using var command = Command(Next);
        return await command.ExecuteScalarAsync(cancellation) as TimeSpan?;
    }

    /// <summary>How many letters are in a state, and of those that wait the oldest's age in seconds.</summary>
    public async Task<IReadOnlyDictionary<string, object>> CountAsync(CancellationToken cancellation)
    {
        await using var command = Command("select state, count(*) from letters where state in ('waiting', 'failed') group by state");
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var counts = new Dictionary<string, object>();
        while (await rows.ReadAsync(cancellation))
        {
            counts[rows.GetString(0)] = rows.GetInt64(1).ToString(CultureInfo.InvariantCulture);
        }

        return counts;
    }

    private static Claimed Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row[2] as Guid?, Stored.Parse<LetterKind>(row.GetString(3)), Stored.Facts(row.GetString(4)),
        row.GetFieldValue<DateTimeOffset>(5), row.GetFieldValue<DateTimeOffset>(6), row.GetTimeSpan(7), row.GetInt32(8),
        row.GetBoolean(9) ? new EditionWords(row[10] as int?, row[11] as string, row[12] as string, row[13] as string, row[14] as string) : null);

    // What is sent is sent: not even a host that is stopping may leave it unwritten.
    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
