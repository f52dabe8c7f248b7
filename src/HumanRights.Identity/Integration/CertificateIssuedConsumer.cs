using HumanRights.Contracts.Certification;
using MassTransit;
using Npgsql;

namespace HumanRights.Identity.Integration;

/// <summary>
/// Identity freezes the name itself when it hears of the certificate: the name then never passes through another service. A person erased by then
/// has no row left to take it from.
/// </summary>
public sealed class CertificateIssuedConsumer(NpgsqlDataSource database) : IConsumer<CertificateIssued>
{
    public async Task Consume(ConsumeContext<CertificateIssued> context)
    {
        // A single statement that changes nothing the second time: no note of the message is needed.
        await using var command = database.CreateCommand("""
            with frozen as (
                insert into certificate_names (certificate_id, person_id, name, frozen_at)
                select $1, id, name, now() from people where id = $2
                on conflict (certificate_id) do nothing returning person_id)
            insert into vault_accesses (at, reader, person_id, purpose) select now(), 'identity', person_id, 'certificate-name' from frozen
            """);
        command.Parameters.Add(new() { Value = context.Message.CertificateId });
        command.Parameters.Add(new() { Value = context.Message.PersonId });
        await command.ExecuteNonQueryAsync(context.CancellationToken);
    }
}
