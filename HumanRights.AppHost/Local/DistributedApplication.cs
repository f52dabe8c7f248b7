using System.Reflection;
using System.Runtime.InteropServices;
using HumanRights.AppHost.Local;
using HumanRights.LocalServers;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>The local engine behind Aspire's entry point: the same model, run on this machine without containers.</summary>
public sealed class DistributedApplication
{
    readonly Engine engine;

    internal DistributedApplication(Engine engine) => this.engine = engine;

    /// <summary>
    /// Beside configuration by name (--Demo:Load true): <c>--gateway-port N</c> (0 takes a free one), <c>--data DIR</c> (otherwise .local),
    /// <c>--fresh</c> starts from empty, <c>--check</c> runs once in a throw-away directory on free ports, loads the demo and ends.
    /// </summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new LocalBuilder(args, Console.Out);

    public async Task RunAsync(CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var signals = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            if (stop.IsCancellationRequested) Environment.Exit(130); // asked twice: the watchdog stops what is left
            stop.Cancel();
        })).ToArray();
        var code = await engine.RunAsync(stop.Token);
        foreach (var signal in signals) signal.Dispose();
        if (code != 0) Environment.ExitCode = code;
    }
}

sealed class LocalBuilder : IDistributedApplicationBuilder
{
    readonly EngineOptions options;

    public LocalBuilder(string[] args, TextWriter output)
    {
        options = new EngineOptions { Output = output, DataDirectory = Path.GetFullPath(Path.Combine(AppHostDirectory, "..", ".local")) };
        var settings = new Dictionary<string, string?>();
        var others = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value.");
            switch (args[i])
            {
                case "--fresh": options = options with { Fresh = true }; break;
                case "--check": options = options with { Check = true }; settings["Demo:Load"] = "true"; settings.TryAdd("Gateway:Port", "0"); break;
                case "--data": options = options with { DataDirectory = Path.GetFullPath(Value()) }; break;
                case "--gateway-port": settings["Gateway:Port"] = Value(); break;
                case "--publisher" or "--operation": throw new NotSupportedException("Publishing is Aspire's: build with -p:Aspire=true.");
                default: others.Add(args[i]); break;
            }
        }
        if (options.Check) options = options with { Temporary = OwnedDirectory.MakeTemporary() };
        var data = options.Temporary?.Path ?? options.DataDirectory;
        settings["Identity:KeyFolder"] = Path.Combine(data, "keys");
        settings["Mail:Folder"] = Path.Combine(data, "mail");
        Configuration.AddEnvironmentVariables().AddInMemoryCollection(settings).AddCommandLine([.. others]);
        if (Configuration["Gateway:Port"] == "0") Configuration["Gateway:Port"] = $"{Ports.Free()}";
    }

    public ConfigurationManager Configuration { get; } = new();
    public DistributedApplicationExecutionContext ExecutionContext { get; } = new();
    public List<IResource> Resources { get; } = [];
    public List<string> PublishTargets { get; } = [];

    static string AppHostDirectory =>
        typeof(LocalBuilder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "apphostprojectpath").Value!;

    public IResourceBuilder<T> Wrap<T>(T resource) where T : IResource => new Builder<T>(resource, this);

    public DistributedApplication Build() => new(BuildEngine());

    public Engine BuildEngine() => new(Resources, options);

    sealed record Builder<T>(T Resource, IDistributedApplicationBuilder ApplicationBuilder) : IResourceBuilder<T> where T : IResource;
}
