using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

// The part of Aspire.Hosting's API that AppHost.cs uses, in Aspire's namespaces: it says what to run, Engine runs it.

public interface IProjectMetadata
{
    string ProjectPath { get; }
    string AssemblyPath { get; }
}

public interface IDistributedApplicationBuilder
{
    ConfigurationManager Configuration { get; }
    DistributedApplicationExecutionContext ExecutionContext { get; }
    DistributedApplication Build();
}

/// <summary>This engine only runs; <c>aspire publish</c> needs the Aspire form.</summary>
public sealed class DistributedApplicationExecutionContext
{
    public bool IsRunMode => true;
}

public static class ResourceBuilderExtensions
{
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name) where TProject : IProjectMetadata, new() =>
        builder.Add(new ProjectResource(name, new TProject()));

    public static IResourceBuilder<PostgresServerResource> AddPostgres(this IDistributedApplicationBuilder builder, string name) => builder.Add(new PostgresServerResource(name));

    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(this IDistributedApplicationBuilder builder, string name) => builder.Add(new RabbitMQServerResource(name));

    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, string name)
    {
        var database = new PostgresDatabaseResource(name, builder.Resource);
        builder.Resource.Databases.Add(database);
        return ((LocalBuilder)builder.ApplicationBuilder).Wrap(database);
    }

    public static IResourceBuilder<PostgresServerResource> WithArgs(this IResourceBuilder<PostgresServerResource> builder, params string[] args) =>
        builder.Change(r => r.Arguments.AddRange(args));

    public static IResourceBuilder<PostgresServerResource> WithDataVolume(this IResourceBuilder<PostgresServerResource> builder) => builder.Change(r => r.KeepsData = true);

    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(this IResourceBuilder<RabbitMQServerResource> builder) => builder.Change(r => r.KeepsData = true);

    /// <summary>Always on here: the engine sets the broker's policies through it.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder) => builder;

    public static IResourceBuilder<ProjectResource> WithReference(this IResourceBuilder<ProjectResource> builder, IResourceBuilder<IResourceWithConnectionString> source) =>
        builder.Change(r => r.ConnectionStrings.Add(source.Resource));

    public static IResourceBuilder<ProjectResource> WithReference(this IResourceBuilder<ProjectResource> builder, IResourceBuilder<ProjectResource> source) =>
        builder.Change(r => r.Services.Add(source.Resource));

    public static IResourceBuilder<ProjectResource> WaitFor(this IResourceBuilder<ProjectResource> builder, IResourceBuilder<IResource> dependency) =>
        builder.Change(r => r.WaitsFor.Add(dependency.Resource));

    public static IResourceBuilder<ProjectResource> WithEnvironment(this IResourceBuilder<ProjectResource> builder, string name, string? value) =>
        builder.Change(r => r.Environment[name] = value);

    /// <summary>On the given port; null or 0 takes a free one.</summary>
    public static IResourceBuilder<ProjectResource> WithHttpEndpoint(this IResourceBuilder<ProjectResource> builder, int? port = null) =>
        builder.Change(r => r.Port = port ?? 0);

    public static IResourceBuilder<ProjectResource> WithExternalHttpEndpoints(this IResourceBuilder<ProjectResource> builder) => builder.Change(r => r.IsExternal = true);

    public static IResourceBuilder<ProjectResource> WithHttpHealthCheck(this IResourceBuilder<ProjectResource> builder, string path) => builder.Change(r => r.HealthPath = path);

    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas) => builder.Change(r => r.Replicas = replicas);

    /// <summary>For publishing, which this engine leaves to Aspire (-p:Aspire=true).</summary>
    public static void AddDockerComposeEnvironment(this IDistributedApplicationBuilder builder, string name) => ((LocalBuilder)builder).PublishTargets.Add(name);

    /// <summary>For publishing, which this engine leaves to Aspire (-p:Aspire=true).</summary>
    public static void AddKubernetesEnvironment(this IDistributedApplicationBuilder builder, string name) => ((LocalBuilder)builder).PublishTargets.Add(name);

    static IResourceBuilder<T> Add<T>(this IDistributedApplicationBuilder builder, T resource) where T : IResource
    {
        var local = (LocalBuilder)builder;
        local.Resources.Add(resource);
        return local.Wrap(resource);
    }

    static IResourceBuilder<T> Change<T>(this IResourceBuilder<T> builder, Action<T> change) where T : IResource
    {
        change(builder.Resource);
        return builder;
    }
}
