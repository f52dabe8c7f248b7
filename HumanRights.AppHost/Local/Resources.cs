namespace Aspire.Hosting.ApplicationModel;

public interface IResource
{
    string Name { get; }
}

public interface IResourceWithConnectionString : IResource;

public interface IResourceBuilder<out T> where T : IResource
{
    T Resource { get; }
    IDistributedApplicationBuilder ApplicationBuilder { get; }
}

public sealed class PostgresServerResource(string name) : IResource
{
    public string Name => name;
    internal bool KeepsData { get; set; }
    internal List<string> Arguments { get; } = [];
    internal List<PostgresDatabaseResource> Databases { get; } = [];
}

public sealed class PostgresDatabaseResource(string name, PostgresServerResource server) : IResourceWithConnectionString
{
    public string Name => name;
    internal PostgresServerResource Server => server;
}

public sealed class RabbitMQServerResource(string name) : IResourceWithConnectionString
{
    public string Name => name;
    internal bool KeepsData { get; set; }
}

public sealed class ProjectResource(string name, IProjectMetadata project) : IResource
{
    public string Name => name;
    internal IProjectMetadata Project => project;
    internal List<IResourceWithConnectionString> ConnectionStrings { get; } = [];
    internal List<ProjectResource> Services { get; } = [];
    internal List<IResource> WaitsFor { get; } = [];
    internal SortedDictionary<string, string?> Environment { get; } = [];
    /// <summary>Null: it listens on nothing, so it is a task that runs to its end.</summary>
    internal int? Port { get; set; }
    internal bool IsExternal { get; set; }
    internal string? HealthPath { get; set; }
    internal int Replicas { get; set; } = 1;
}
