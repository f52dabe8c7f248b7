using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using HumanRights.EventSourcing;
using JasperFx.Events;
using Marten;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;

namespace HumanRights.TestKit;

/// <summary>
/// A whole service on a real socket with a real database, broker and issuer. Start two on one database and broker to have two
/// replicas.
/// </summary>
public sealed class ServiceUnderTest<TProgram> : WebApplicationFactory<TProgram> where TProgram : class
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly Dictionary<string, string> settings;
    private readonly TestIssuer issuer;

    private ServiceUnderTest(Dictionary<string, string> settings, TestIssuer issuer) => (this.settings, this.issuer) = (settings, issuer);

    public Uri Address { get; private set; } = null!;

    public IDocumentStore Store => Services.GetRequiredService<IDocumentStore>();

    public static async Task<ServiceUnderTest<TProgram>> StartAsync(TestServers servers, TestIssuer issuer, string service) =>
        await StartAsync(issuer, service, await servers.CreateDatabaseAsync(service), await servers.CreateVirtualHostAsync(service));

    public static async Task<ServiceUnderTest<TProgram>> StartAsync(
        TestIssuer issuer, string service, string database, Uri broker, params (string Key, string Value)[] more)
    {
        var settings = issuer.Settings.ToDictionary(s => s.Key, s => s.Value!);
        settings[$"ConnectionStrings:{service}-db"] = database;
        settings["ConnectionStrings:messaging"] = broker.ToString();
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        var started = new ServiceUnderTest<TProgram>(settings, issuer);
        started.UseKestrel(0);
        started.StartServer();
        started.Address = started.ClientOptions.BaseAddress;
        using var anyone = started.Anonymous();
        await Eventually.TrueAsync(async () => (await anyone.GetAsync("/ready")).IsSuccessStatusCode);
        return started;
    }

    /// <summary>A client that calls as a person with these roles.</summary>
    public HttpClient As(Guid person, params string[] roles) => WithToken(issuer.Token(person, roles));

    public HttpClient As(Guid person, TestFacts facts, params string[] roles) => WithToken(issuer.Token(person, facts, roles));

    public HttpClient WithToken(string token)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public HttpClient Anonymous() => new() { BaseAddress = Address };

    /// <summary>What a stream holds now.</summary>
    public async Task<IReadOnlyList<IEvent>> EventsAsync(string stream)
    {
        await using var session = Store.QuerySession();
        return await session.Events.FetchStreamAsync(stream);
    }

    public async Task<TState> StateAsync<TState>(string stream) where TState : IState<TState> =>
        (await Services.GetRequiredService<EventWriter>().ReadAsync<TState>(stream, default)).State;

    /// <summary>As the command <c>rebuild</c> does it, while the service runs.</summary>
    public async Task RebuildAsync(params string[] views)
    {
        foreach (var view in views)
        {
            await Rebuild.ViewAsync(Store, Services.GetRequiredService<NpgsqlDataSource>(), view, default);
        }
    }

    /// <summary>Sends a message as another service's relay would.</summary>
    public Task PublishAsync<TMessage>(TMessage message, Guid? messageId = null, long version = 1, string stream = "test") where TMessage : class =>
        Services.GetRequiredService<IBus>().Publish(message, context =>
        {
            context.MessageId = messageId ?? Guid.CreateVersion7();
            context.Headers.Set(SourceHeaders.Stream, stream);
            context.Headers.Set(SourceHeaders.StreamVersion, version);
        });

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }
    }
}

public static class Answers
{
    /// <summary>The body of an answer that must be a success.</summary>
    public static async Task<T> ReadAsync<T>(this Task<HttpResponseMessage> answering)
    {
        using var answer = await answering;
        answer.IsSuccessStatusCode.ShouldBeTrue($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<T>(ServiceUnderTest<object>.Json))!;
    }

    /// <summary>Asserts an RFC 9457 problem with this status and code, and returns it.</summary>
    public static async Task<JsonElement> ShouldRefuseAsync(this Task<HttpResponseMessage> answering, int status, string code)
    {
        using var answer = await answering;
        var body = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, body);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonDocument.Parse(body).RootElement;
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("traceId").GetString().ShouldNotBeNullOrEmpty();
        return problem;
    }
}
