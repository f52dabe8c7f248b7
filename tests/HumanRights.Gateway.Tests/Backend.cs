using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HumanRights.Gateway.Tests;

/// <summary>What a backend saw of a request.</summary>
public sealed record Seen(string Replica, string Method, string Path, string Query, Dictionary<string, string> Headers, string Body);

/// <summary>A service that tells what reached it.</summary>
public sealed class Backend : IAsyncDisposable
{
    WebApplication? app;

    public required string Name { get; init; }

    public string Address { get; private set; } = "http://127.0.0.1:0";

    public volatile bool Ready = true;

    public volatile Func<HttpContext, Task<bool>>? Instead;

    int requests;

    public int Requests => Volatile.Read(ref requests);

    public static async Task<Backend> StartAsync(string name)
    {
        var backend = new Backend { Name = name };
        await backend.RestartAsync();
        return backend;
    }

    /// <summary>Again on the port it had.</summary>
    public async Task RestartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls(Address);
        builder.Services.AddRouting();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.UseRouting();
        app.MapGet("/ready", () => Ready ? Results.Ok() : Results.StatusCode(503));
        app.MapFallback("/{**path}", Answer);
        await app.StartAsync();
        Address = app.Urls.Single();
    }

    public async Task KillAsync()
    {
        if (app is null) return;
        await app.DisposeAsync();
        app = null;
    }

    public ValueTask DisposeAsync() => new(KillAsync());

    async Task Answer(HttpContext context)
    {
        Interlocked.Increment(ref requests);
        if (Instead is { } instead && await instead(context)) return;
        using var body = new StreamReader(context.Request.Body);
        await context.Response.WriteAsJsonAsync(new Seen(
            Address, context.Request.Method, context.Request.Path, context.Request.QueryString.Value!,
            context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()),
            await body.ReadToEndAsync()));
    }
}
