using Aspire.Hosting;

namespace HumanRights.FakeService;

/// <summary>A model as AppHost.cs makes one, small enough to start in seconds: front -> back (two replicas) -> database, and a task.</summary>
public static class FakeModel
{
    public static IDistributedApplicationBuilder Build(string[] args, TextWriter output)
    {
        var builder = new LocalBuilder(args, output);
        var postgres = builder.AddPostgres("postgres").WithDataVolume();
        var database = postgres.AddDatabase("back-db");
        var back = builder.AddProject<Fake>("back")
            .WithHttpEndpoint()
            .WithReference(database).WaitFor(database)
            .WithHttpHealthCheck("/ready")
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
            .WithReplicas(2);
        var front = builder.AddProject<Fake>("front")
            .WithHttpEndpoint(builder.Configuration.GetValue("Gateway:Port", 0)).WithExternalHttpEndpoints()
            .WithReference(back).WaitFor(back)
            .WithHttpHealthCheck("/ready");
        if (builder.Configuration.GetValue("Demo:Load", false))
            builder.AddProject<Fake>("task").WithReference(front).WaitFor(front).WithEnvironment("FAKE_TASK", builder.Configuration["TaskCode"] ?? "0");
        if (builder.Configuration.GetValue("Broker", false)) builder.AddRabbitMQ("messaging");
        return builder;
    }

    public sealed class Fake : IProjectMetadata
    {
        public string ProjectPath => AssemblyPath;
        public string AssemblyPath => typeof(Fake).Assembly.Location;
    }
}
