using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace HumanRights.TestKit;

/// <summary>
/// What people were told of an edition nobody withdrew from, against what the platform keeps: the roster's stream in PostgreSQL, the views, the other
/// services.
/// </summary>
/// <param name="host">The platform.</param>
/// <param name="edition">Whose roster.</param>
/// <param name="capacity">Its seats.</param>
/// <param name="ledger">What everybody was told.</param>
public sealed class RosterAudit(RunningAppHost host, Guid edition, int capacity, IReadOnlyCollection<Acknowledgement> ledger)
{
    sealed record Stored(long Sequence, Guid PersonId, Guid RegistrationId, string Status, int? Position)
    {
        public override string ToString() => $"{PersonId} {RegistrationId} {Sequence} {Status} {Position}".TrimEnd();
    }

    readonly List<string> broken = [];
    readonly List<Stored> stored = [];

    /// <summary>Acknowledged, and not in the stream.</summary>
    public int Lost { get; private set; }

    /// <summary>More than one registration of a person, or effect of an event.</summary>
    public int Doubled { get; private set; }

    /// <summary>Stored before somebody who had been acknowledged before they asked, or against the order of the positions.</summary>
    public int OutOfOrder { get; private set; }

    public int Seats => stored.Count(s => s.Status == "seat");

    /// <summary>Every rule broken, in words; those counted above too.</summary>
    public IReadOnlyList<string> Broken => broken;

    /// <summary>All of it, when all is quiet.</summary>
    public async Task WholeAsync()
    {
        await StreamAsync();
        await ElsewhereAsync();
        await ViewsAsync();
    }

    /// <summary>Nothing lost, nothing doubled, exactly the seats there are, first come first served, and every answer tells what is stored.</summary>
    public async Task StreamAsync()
    {
        var told = ledger.ToDictionary(a => a.PersonId);
        var (version, waiting, latest) = (0L, 0, long.MinValue);
        await foreach (var (at, type, entry) in ReadAsync())
        {
            if (at != ++version) broken.Add($"version {at} follows {version - 1}");
            if (entry is null) continue;
            if (entry.Status == "")
            {
                broken.Add($"{type} of somebody who only registered");
                continue;
            }

            stored.Add(entry);
            if (entry.Status == "seat" ? waiting > 0 : entry.Position != ++waiting) Disorder($"{type} at version {at}: position {entry.Position}, {waiting} wait");
            if (!told.TryGetValue(entry.PersonId, out var answer)) continue;
            if (answer.Received < latest) Disorder($"{entry.PersonId}, version {at}, was acknowledged before somebody asked who is stored before them");
            latest = Math.Max(latest, answer.FirstSent);
        }

        foreach (var several in stored.GroupBy(s => s.PersonId).Where(g => g.Count() > 1)) Double($"{several.Key} registered {several.Count()} times");
        foreach (var several in stored.GroupBy(s => s.RegistrationId).Where(g => g.Count() > 1)) Double($"registration {several.Key} is {several.Count()} people's");
        var byPerson = stored.ToLookup(s => s.PersonId);
        foreach (var answer in ledger)
        {
            if (byPerson[answer.PersonId].FirstOrDefault() is not { } found || found.RegistrationId != answer.RegistrationId)
            {
                Lost++;
                broken.Add($"lost: {answer}");
            }
            else if ((found.Status, found.Position) != (answer.Status, answer.Position))
            {
                broken.Add($"told {answer}, stored {found}");
            }
        }

        broken.AddRange(stored.Where(s => !told.ContainsKey(s.PersonId)).Select(s => $"never acknowledged: {s}"));
        if (Seats != Math.Min(capacity, stored.Count)) broken.Add($"{Seats} of {capacity} seats for {stored.Count} people");
    }

    /// <summary>Enrolment's views are what the stream makes of them, and the same when they are rebuilt.</summary>
    async Task ViewsAsync()
    {
        await RowsAsync("the view");
        var before = await PrintAsync();
        await host.CommandAsync("enrolment", "rebuild", "registrations");
        await RowsAsync("the view rebuilt");
        var after = await PrintAsync();
        if (after != before) broken.Add($"the view rebuilt differs: {before}, then {after}");

        using var http = new HttpClient();
        var view = await http.GetFromJsonAsync<JsonElement>(new Uri(host.Url("gateway"), $"/api/enrolment/editions/{edition}"));
        var (taken, waiting) = (view.GetProperty("seatsTaken").GetInt32(), view.GetProperty("waiting").GetInt32());
        if (taken != Seats || waiting != stored.Count - Seats) broken.Add($"the edition shows {taken} seats taken and {waiting} waiting");
    }

    /// <summary>The other services know exactly those who have seats, and everybody has one letter that tells of it.</summary>
    async Task ElsewhereAsync()
    {
        var seated = stored.Where(s => s.Status == "seat").Select(s => s.PersonId.ToString()).ToList();
        foreach (var (service, effects) in Backlog.SeatsElsewhere)
        {
            Compare(service, seated, [.. (await host.QueryAsync<Guid>(service, effects, edition.ToString())).Select(id => id.ToString())]);
        }

        Compare(
            "notifications", [.. stored.Select(s => $"{s.PersonId} {(s.Status == "seat" ? "seat" : "waiting-place")}")],
            await host.QueryAsync<string>("notifications", "select person_id || ' ' || kind from letters where edition_id = $1", edition));
    }

    /// <summary>Each event of the roster: its version, its type, and who it is about, if anybody; an empty status where they did not just register.</summary>
    async IAsyncEnumerable<(long Version, string Type, Stored? Entry)> ReadAsync()
    {
        await using var database = NpgsqlDataSource.Create(host.Resource("enrolment-db").ConnectionString!);
        await using var command = database.CreateCommand(
            """
            select version, type, seq_id, (data ->> 'personId')::uuid, (data ->> 'registrationId')::uuid, (data ->> 'position')::int
            from mt_events where stream_id = $1 order by version
            """);
        command.Parameters.Add(new() { Value = $"roster-{edition:N}" });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var type = reader.GetString(1);
            var status = type switch { "seat-taken" => "seat", "placed-on-waiting-list" => "waiting", _ => "" };
            var (person, registration) = (await reader.GetFieldValueAsync<Guid?>(3), await reader.GetFieldValueAsync<Guid?>(4));
            var entry = person is { } id ? new Stored(reader.GetInt64(2), id, registration ?? Guid.Empty, status, await reader.GetFieldValueAsync<int?>(5)) : null;
            yield return (reader.GetInt64(0), type, entry);
        }
    }

    async Task RowsAsync(string what)
    {
        // PostgreSQL does not know yet that there are many, and would look for each person's steps among everybody's.
        await host.QueryAsync<string>("enrolment", "analyze registrations, registration_steps");
        var rows = await host.QueryAsync<string>(
            "enrolment",
            """
            select concat_ws(' ', r.person_id, r.registration_id, r.arrived, r.status, s.position)
            from registrations r left join registration_steps s using (edition_id, person_id) where edition_id = $1
            """,
            edition);
        Compare(what, [.. stored.Select(s => s.ToString())], rows);
    }

    /// <summary>Whatever the rows hold, of all editions.</summary>
    async Task<string> PrintAsync() => (await host.QueryAsync<string>(
        "enrolment",
        """
        select (select md5(string_agg(r::text, '|' order by r::text)) from registrations r) || ' ' || (select md5(string_agg(s::text, '|' order by s::text)) from registration_steps s)
        """))[0];

    void Compare(string where, List<string> expected, IReadOnlyList<string> found)
    {
        foreach (var several in found.GroupBy(f => f).Where(g => g.Count() > 1)) Double($"{where}: {several.Count()} times {several.Key}");
        broken.AddRange(expected.Except(found).Select(missing => $"{where}: {missing} is missing"));
        broken.AddRange(found.Except(expected).Select(more => $"{where}: {more} should not be there"));
    }

    void Double(string what)
    {
        Doubled++;
        broken.Add(what);
    }

    void Disorder(string what)
    {
        OutOfOrder++;
        broken.Add(what);
    }
}
