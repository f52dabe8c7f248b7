using HumanRights.Assessment.Editions;
using HumanRights.Assessment.Questions;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace HumanRights.Assessment.Items;

/// <summary>
/// What is looked up about a module's bank: which items may fit a rule, so that not all of them are read, and which partner entities give the
/// module. What an item is, its stream says.
/// </summary>
public sealed class BankRows(NpgsqlDataSource database)
{
    /// <summary>Items with an approved version that is so; a later version may be otherwise. In the same order each time.</summary>
    public async Task<IReadOnlyList<Guid>> FittingAsync(
        Guid programmeId, int moduleNumber, ItemKind? kind, string? topic, string? objective, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select distinct item_id from item_version where programme_id = $1 and module_number = $2 and approved
              and ($3 is null or kind = $3) and ($4 is null or $4 = any(topics)) and ($5 is null or $5 = any(objectives))
            order by item_id
            """);
        command.Parameters.Add(new() { Value = programmeId });
        command.Parameters.Add(new() { Value = moduleNumber });
        foreach (var wanted in (string?[])[kind?.ToString(), topic is null ? null : Folded(topic), objective])
        {
            command.Parameters.Add(new() { Value = (object?)wanted ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellation))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    /// <summary>Entities that any edition of the programme names for the module; none before one is planned.</summary>
    public async Task<IReadOnlyList<string>> EntitiesAsync(Guid programmeId, int moduleNumber, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select array(select entity from module_entity where programme_id = $1 and module_number = $2 order by entity)");
        command.Parameters.Add(new() { Value = programmeId });
        command.Parameters.Add(new() { Value = moduleNumber });
        return (string[])(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Capitals mean nothing in a rule's topic.</summary>
    internal static string Folded(string topic) => topic.ToUpperInvariant();

    public static void AddTo(StoreOptions store)
    {
        var versions = new Table("item_version");
        versions.AddColumn("item_id", "uuid").AsPrimaryKey();
        versions.AddColumn("version", "integer").AsPrimaryKey();
        versions.AddColumn("programme_id", "uuid").NotNull();
        versions.AddColumn("module_number", "integer").NotNull();
        versions.AddColumn("kind", "text").NotNull();
        versions.AddColumn("topics", "text[]").NotNull();
        versions.AddColumn("objectives", "text[]").NotNull();
        versions.AddColumn("approved", "boolean").NotNull().DefaultValueByExpression("false");
        versions.Indexes.Add(new IndexDefinition("item_version_bank") { Columns = ["programme_id", "module_number"] });
        store.Storage.ExtendedSchemaObjects.Add(versions);

        var entities = new Table("module_entity");
        entities.AddColumn("programme_id", "uuid").AsPrimaryKey();
        entities.AddColumn("module_number", "integer").AsPrimaryKey();
        entities.AddColumn("entity", "text").AsPrimaryKey();
        store.Storage.ExtendedSchemaObjects.Add(entities);

        store.Projections.Add(new BankProjection(), ProjectionLifecycle.Inline, "bank");
    }
}

/// <summary>Written with the events the rows follow from. A row for each version, never changed back: applied again, events come to the same.</summary>
public sealed class BankProjection : IProjection
{
    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        foreach (var e in events)
        {
            switch (e.Data)
            {
                case ItemDrafted drafted:
                    operations.QueueSqlCommand(
                        "insert into item_version (item_id, version, programme_id, module_number, kind, topics, objectives) values (?, 1, ?, ?, ?, ?, ?) on conflict do nothing",
                        drafted.ItemId, drafted.ProgrammeId, drafted.ModuleNumber, $"{drafted.Question.Kind}", Topics(drafted.Labels), Objectives(drafted.Labels));
                    break;
                case ItemRevised revised:
                    operations.QueueSqlCommand(
                        "insert into item_version (item_id, version, programme_id, module_number, kind, topics, objectives)"
                        + " select item_id, ?, programme_id, module_number, ?, ?, ? from item_version where item_id = ? and version = 1 on conflict do nothing",
                        revised.Version, $"{revised.Question.Kind}", Topics(revised.Labels), Objectives(revised.Labels), revised.ItemId);
                    break;
                case ItemApproved approved:
                    operations.QueueSqlCommand("update item_version set approved = true where item_id = ? and version = ?", approved.ItemId, approved.Version);
                    break;
                case EditionAnnounced announced:
                    foreach (var (module, entity) in announced.Modules.SelectMany(m => (m.ContributingEntities ?? []).Select(entity => (m.Number, entity))))
                    {
                        operations.QueueSqlCommand(
                            "insert into module_entity (programme_id, module_number, entity) values (?, ?, ?) on conflict do nothing", announced.ProgrammeId, module, entity);
                    }

                    break;
            }
        }

        return Task.CompletedTask;
    }

    private static string[] Topics(Labels labels) => [.. labels.Topics.Select(BankRows.Folded)];

    private static string[] Objectives(Labels labels) => [.. labels.Objectives];
}
