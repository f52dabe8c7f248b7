using HumanRights.Identity.People;
using Npgsql;
using NpgsqlTypes;

namespace HumanRights.Identity.Development;

/// <summary>Plainly synthetic people (`participant-0001` ...), written by COPY: twenty thousand take a second.</summary>
static class SyntheticPeople
{
    static readonly string[] Regions = ["PT11", "PT15", "PT16", "PT17", "PT18", "PT20", "PT30"];
    static readonly string[] Sectors = ["central", "regional", "local"];

    /// <returns>The people numbered 1 to <paramref name="count"/> of that role, as the vault knows them; those missing were entered.</returns>
    public static async Task<List<Person>> Ensure(
        NpgsqlConnection connection, string role, int count, string passwordHash, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Run("create temp table entering (number int, like people) on commit drop");
        await using (var copy = await connection.BeginBinaryImportAsync("""
            copy entering (number, id, name, search_name, email, email_key, organisation, region, sector, language, roles, public_servant,
                           verified_at, created_at) from stdin (format binary)
            """, ct))
        {
            for (var number = 1; number <= count; number++)
            {
                var name = $"{role}-{number:D4}";
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(number, ct);
                await copy.WriteAsync(Guid.CreateVersion7(now), ct);
                foreach (var text in new[]
                {
                    name, name, name + SyntheticPassword.Domain, name + SyntheticPassword.Domain, $"organisation-{number % 40 + 1:D2}",
                    Regions[number % Regions.Length], Sectors[number % Sectors.Length], number % 4 == 0 ? "en" : "pt-PT",
                }) await copy.WriteAsync(text, ct);
                await copy.WriteAsync<string[]>([role], ct);
                await copy.WriteAsync(true, ct);
                await copy.WriteAsync(now, NpgsqlDbType.TimestampTz, ct);
                await copy.WriteAsync(now, NpgsqlDbType.TimestampTz, ct);
            }

            await copy.CompleteAsync(ct);
        }

        await Run("""
            with entered as (
                insert into people (id, name, search_name, email, email_key, organisation, region, sector, language, roles, public_servant, verified_at, created_at)
                select id, name, search_name, email, email_key, organisation, region, sector, language, roles, public_servant, verified_at, created_at
                from entering on conflict (email_key) do nothing returning id),
            credential as (insert into credentials (person_id, password_hash, failed_tries) select id, $1, 0 from entered)
            insert into vault_accesses (at, reader, person_id, purpose) select $2, 'development-tokens', id, 'entered' from entered
            """, passwordHash, now);

        var people = new List<Person>(count);
        await using (var read = new NpgsqlCommand("""
            select p.id, p.name, p.email, p.organisation, p.region, p.sector, p.roles, p.public_servant, p.verified_at
            from people p join entering e using (email_key) order by e.number
            """, connection, transaction))
        await using (var rows = await read.ExecuteReaderAsync(ct))
            while (await rows.ReadAsync(ct))
                people.Add(new()
                {
                    Id = rows.GetGuid(0), Name = rows.GetString(1), Email = rows.GetString(2),
                    Organisation = rows[3] as string, Region = rows[4] as string, Sector = rows[5] as string,
                    Roles = (string[])rows[6], PublicServant = rows.GetBoolean(7), VerifiedAt = rows[8] is DateTime at ? at : null,
                });
        await transaction.CommitAsync(ct);
        return people;

        async Task Run(string sql, params object[] values)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = 120 };
            foreach (var value in values) command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}
