using HumanRights.EventSourcing;
using HumanRights.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Npgsql;

[assembly: AssemblyFixture(typeof(HumanRights.Notifications.Tests.Api.House))]

namespace HumanRights.Notifications.Tests.Api;

/// <summary>Servers and issuer for all tests of the assembly, and a service that puts its letters into a folder, for those that need no more.</summary>
public sealed class House : IAsyncLifetime
{
    public TestServers Servers { get; } = new();

    public TestIssuer Issuer { get; private set; } = null!;

    public Post Post { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Issuer = await TestIssuer.StartAsync();
        await Servers.InitializeAsync();
        Post = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Post.DisposeAsync();
        await Servers.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    /// <summary>A service of its own, with a vault, a database and a folder of its own.</summary>
    public async Task<Post> StartAsync(params (string Key, string Value)[] settings) =>
        await Post.StartAsync(Issuer, await Servers.CreateDatabaseAsync("notifications"), await Servers.CreateVirtualHostAsync("notifications"), settings);
}

/// <summary>The service under test, and everything around it that a letter passes.</summary>
public sealed class Post : IAsyncDisposable
{
    private readonly string database;

    private Post(string database, Uri broker, Vault vault, string folder) => (this.database, Broker, Vault, Folder) = (database, broker, vault, folder);

    public Uri Broker { get; }

    public Vault Vault { get; }

    public string Folder { get; }

    public ServiceUnderTest<Program> Service { get; private set; } = null!;

    public static async Task<Post> StartAsync(TestIssuer issuer, string database, Uri broker, params (string Key, string Value)[] settings)
    {
        var post = new Post(database, broker, await Vault.StartAsync(issuer), Directory.CreateTempSubdirectory("human-rights-mail-").FullName);
        post.Service = await ServiceUnderTest<Program>.StartAsync(issuer, "notifications", database, broker, [.. post.Settings, .. settings]);
        return post;
    }

    public (string Key, string Value)[] Settings => [("Mail:Folder", Folder), ("services:identity:http:0", Vault.Address.ToString())];

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Vault.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The letters in the folder to this person, in order.</summary>
    public IReadOnlyList<MimeMessage> LettersTo(Guid person) =>
        [.. Files.Order(StringComparer.Ordinal).Select(file => MimeMessage.Load(file)).Where(m => m.To.Mailboxes.Single().Address == Vault.People[person].Email)];

    public IReadOnlyList<string> Files => [.. Directory.GetFiles(Folder, "*.eml")];

    /// <summary>Waits for the person's letters, as many as expected.</summary>
    public async Task<IReadOnlyList<MimeMessage>> LettersAsync(Guid person, int count = 1)
    {
        await Eventually.TrueAsync(() => Task.FromResult(LettersTo(person).Count >= count));
        return LettersTo(person);
    }

    public async Task<IReadOnlyList<(string Kind, string State, string? Failure, int Tries)>> RowsAsync(Guid person)
    {
        var rows = new List<(string, string, string?, int)>();
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select kind, state, last_failure, tries from letters where person_id = $1 order by number", connection) { Parameters = { new() { Value = person } } };
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetString(0), reader.GetString(1), reader[2] as string, reader.GetInt32(3)));
        }

        return rows;
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Any event, by what it is at run time.</summary>
    public Task PublishAsync(object message, Guid? messageId = null, long version = 1) => Service.Services.GetRequiredService<IBus>().Publish(
        message, message.GetType(), Pipe.Execute<PublishContext>(context =>
        {
            context.MessageId = messageId ?? Guid.CreateVersion7();
            context.Headers.Set(SourceHeaders.StreamVersion, version);
        }));

    /// <summary>An edition that this service has heard of.</summary>
    public async Task<Guid> PlanAsync(int number = 5)
    {
        var edition = Guid.CreateVersion7();
        await Service.PublishAsync(new Contracts.Enrolment.EditionPlanned(
            edition, Guid.CreateVersion7(), number, new("Human Rights Programme", "Programa de Direitos Humanos"), 30, 30, [], new(80, 3, 50)));
        await Eventually.TrueAsync(async () => await ScalarAsync<bool>($"select exists (select from editions where edition_id = '{edition}' and number is not null)"));
        return edition;
    }
}
