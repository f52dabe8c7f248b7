using Npgsql;

namespace HumanRights.EventSourcing;

/// <summary>What a desk says to whom it could not serve, and how it tells an outage from a refusal of the database.</summary>
public static class DeskRefusals
{
    /// <summary>Nothing was decided.</summary>
    public static Rejection Busy { get; } = new(
        "busy",
        new Text("More requests come in at this moment than can be served.", "Neste momento chegam mais pedidos do que os que podem ser atendidos."),
        new Text("Nothing was changed: repeat the same request.", "Nada foi alterado: repita o mesmo pedido."), RejectionKind.Busy);

    internal static Rejection Away { get; } = new(
        "unavailable",
        new Text("The store does not answer at the moment.", "O arquivo não responde neste momento."),
        new Text("Nothing was changed: repeat the same request.", "Nada foi alterado: repita o mesmo pedido."), RejectionKind.Busy);

    internal static Rejection Unknown { get; } = new(
        "outcome-unknown",
        new Text("The connection to the store broke before it confirmed your request.", "A ligação ao arquivo caiu antes de o seu pedido ser confirmado."),
        new Text("Repeat the same request: if it was carried out, that will be the answer.", "Repita o mesmo pedido: se tiver sido executado, será essa a resposta."), RejectionKind.Busy);

    internal static Rejection Unstorable { get; } = new(
        "unstorable-value",
        new Text("A value of your request cannot be stored.", "Um valor do seu pedido não pode ser guardado."),
        new Text("Correct the values and send the request again.", "Corrija os valores e envie o pedido de novo."), RejectionKind.Invalid);

    /// <summary>Any other PostgresException is the server's word that the transaction was rolled back.</summary>
    public static bool IsOutage(Exception? e) => e switch
    {
        null => false,
        PostgresException p => p.SqlState[..2] is "08" or "25" or "53" or "57" or "58" or "XX",
        NpgsqlException or TimeoutException or IOException or OperationCanceledException or ObjectDisposedException => true,
        _ => IsOutage(e.InnerException),
    };

    internal static bool IsUnstorable(Exception e) =>
        e is PostgresException { SqlState: ['2', '2', ..] } or { InnerException: PostgresException { SqlState: ['2', '2', ..] } };
}
