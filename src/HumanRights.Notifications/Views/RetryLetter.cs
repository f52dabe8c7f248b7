using HumanRights.EventSourcing;
using HumanRights.Notifications.Sending;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace HumanRights.Notifications.Views;

public static class RetryLetter
{
    private const string Again =
        $"""
        update letters set state = 'waiting', next_try = least(next_try, clock_timestamp()), tries = 0, settled = null where id = $1 and state <> 'sent'
        returning {LetterListed.Columns}
        """;

    private const string Read = $"select {LetterListed.Columns} from letters where id = $1";

    private static readonly Rejection Unknown = Rejection.NotFound(new("There is no such letter.", "Não existe tal carta."));

    private static readonly Rejection Sent = new(
        "letter-sent",
        new("This letter was sent already.", "Esta carta já foi enviada."),
        new("Ask the person to look among unwanted mail; a letter is sent once only.", "Peça à pessoa que procure no correio não solicitado; cada carta é enviada uma única vez."));

    public static async Task<Results<Ok<LetterListed>, Refusal>> Handle(Guid letterId, NpgsqlDataSource database, Wake wake, CancellationToken cancellation)
    {
        if (await OneAsync(Again) is { } letter)
        {
            wake.Up();
            return TypedResults.Ok(letter);
        }

        return new Refusal(await OneAsync(Read) is null ? Unknown : Sent);

        async Task<LetterListed?> OneAsync(string sql)
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.Add(new() { Value = letterId });
            await using var rows = await command.ExecuteReaderAsync(cancellation);
            return await rows.ReadAsync(cancellation) ? LetterListed.Read(rows) : null;
        }
    }
}
