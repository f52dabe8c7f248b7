// What runs, and what it needs. Read by two engines (docs/adr/0003): Aspire with -p:Aspire=true, and Local/ otherwise.
// Configuration: Gateway:Port, Gateway:Url (as readers see it), Identity:KeyFolder, Mail:Folder, Replicas (enrolment=2,learning=2), Demo:Load,
// QuickStart (false: the runtime as in production), Publish (compose, kubernetes).

using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);
var configuration = builder.Configuration;

if (configuration["Publish"] == "kubernetes") builder.AddKubernetesEnvironment("kubernetes");
else builder.AddDockerComposeEnvironment("compose");

var postgres = builder.AddPostgres("postgres").WithArgs("-c", "max_connections=400").WithDataVolume();
var messaging = builder.AddRabbitMQ("messaging").WithManagementPlugin().WithDataVolume();

var gatewayPort = configuration.GetValue("Gateway:Port", 8080);
var gatewayUrl = configuration["Gateway:Url"] ?? $"http://localhost:{gatewayPort}";
var gateway = Project<Projects.HumanRights_Gateway>("gateway")
    .WithHttpEndpoint(port: gatewayPort)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/ready");

var identity = Service<Projects.HumanRights_Identity>("identity");
if (configuration["Identity:KeyFolder"] is { } keys) identity.WithEnvironment("Identity__KeyFolder", keys);
var services = new[]
{
    Service<Projects.HumanRights_Enrolment>("enrolment"),
    Service<Projects.HumanRights_Learning>("learning"),
    Service<Projects.HumanRights_Assessment>("assessment"),
    Service<Projects.HumanRights_Certification>("certification"),
    Service<Projects.HumanRights_AmbassadorNetwork>("ambassadornetwork"),
    Service<Projects.HumanRights_Notifications>("notifications"),
};
if (configuration["Mail:Folder"] is { } mail) services[^1].WithEnvironment("Mail__Folder", mail);

foreach (var service in services)
{
    service.WithReference(identity);
    gateway.WithReference(service).WaitFor(service);
}
gateway.WithReference(identity).WaitFor(identity);

if (builder.ExecutionContext.IsRunMode && configuration.GetValue("Demo:Load", false))
    Project<Projects.HumanRights_Demo>("demo").WithReference(gateway).WithReference(identity).WaitFor(gateway);

await builder.Build().RunAsync();

IResourceBuilder<ProjectResource> Service<TProject>(string name) where TProject : IProjectMetadata, new()
{
    var database = postgres.AddDatabase($"{name}-db");
    return Project<TProject>(name)
        .WithHttpEndpoint()
        .WithReference(database).WaitFor(database)
        .WithReference(messaging).WaitFor(messaging)
        .WithHttpHealthCheck("/ready")
        .WithReplicas(ReplicasOf(name));
}

IResourceBuilder<ProjectResource> Project<TProject>(string name) where TProject : IProjectMetadata, new()
{
    var project = builder.AddProject<TProject>(name).WithEnvironment("Authentication__Issuer", gatewayUrl);
    if (!builder.ExecutionContext.IsRunMode) return project;

    project.WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development");
    // Whoever develops starts often: what the runtime does for long runs and for hardening is left to production, and to who measures.
    return !configuration.GetValue("QuickStart", true) ? project : project
        .WithEnvironment("DOTNET_TieredPGO", "0")
        .WithEnvironment("DOTNET_EnableWriteXorExecute", "0");
}

int ReplicasOf(string name) =>
    (configuration["Replicas"] ?? "").Split(',').Select(r => r.Split('=')).Where(r => r[0] == name).Select(r => int.Parse(r[1])).FirstOrDefault(1);
