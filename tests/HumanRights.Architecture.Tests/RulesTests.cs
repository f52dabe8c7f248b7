using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using HumanRights.EventSourcing;

namespace HumanRights.Architecture.Tests;

public sealed class RulesTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["HumanRights.Contracts"] = [],
        ["HumanRights.LocalServers"] = [],
        ["HumanRights.EventSourcing"] = ["Patched.DistributedLock.Postgres"],
        ["HumanRights.Gateway"] = ["HumanRights.ServiceDefaults"],
        ["HumanRights.Demo"] = ["HumanRights.ServiceDefaults"],
    };

    private static readonly string[] AllowedToServices = ["HumanRights.Contracts", "HumanRights.EventSourcing", "HumanRights.ServiceDefaults"];

    public static TheoryData<string> Projects => [.. Platform.Projects.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_house_allows(string project)
    {
        var references = XDocument.Load(Platform.Projects[project]).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
        references.ShouldBeSubsetOf(Allowed.GetValueOrDefault(project, AllowedToServices));
    }

    [Fact]
    public void Contracts_depend_on_nothing_but_the_framework() =>
        Platform.Contracts[0].Assembly.GetReferencedAssemblies().Select(a => a.Name!)
            .ShouldAllBe(name => name.StartsWith("System", StringComparison.Ordinal) || name == "netstandard");

    [Fact]
    public void Events_contracts_and_states_are_sealed_records_that_nobody_can_change()
    {
        var states = Platform.Types.Where(IsState).ToList();
        states.ShouldNotBeEmpty();
        var all = Platform.Outbounds.Values.SelectMany(o => o.KnownEvents).Concat(Platform.Contracts).Concat(states).ToList();
        foreach (var type in all)
        {
            (type.IsSealed || type.IsValueType).ShouldBeTrue($"{type} is not sealed.");
            type.GetProperties().Where(p => p.SetMethod is { } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)))
                .ShouldBeEmpty($"{type} has a setter.");
        }
    }

    [Fact]
    public void Events_are_named_in_the_past_and_hold_no_personal_data()
    {
        string[] personal = ["name", "email", "mail", "phone", "address", "birth"];
        foreach (var type in Platform.Outbounds.Values.SelectMany(o => o.KnownEvents).Concat(Platform.Contracts))
        {
            type.Name.ShouldNotEndWith("Event");
            type.Name.ShouldNotContain("Updated");
            foreach (var property in type.GetProperties().Where(p => p.PropertyType == typeof(string)))
            {
                personal.ShouldNotContain(p => property.Name.EndsWith(p, StringComparison.OrdinalIgnoreCase), $"{type}.{property.Name}");
            }
        }
    }

    [Fact]
    public void Deciders_are_pure()
    {
        var deciders = Platform.Types.SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => m.ReturnType == typeof(Decision) && m.DeclaringType!.Assembly != typeof(Decision).Assembly).ToList();
        deciders.ShouldNotBeEmpty();
        foreach (var decider in deciders)
        {
            // A generator made from a seed is arithmetic; any other is chance.
            var calls = Bodies.Calls(decider).Where(c => c.DeclaringType != typeof(Random) || c.Name == "get_Shared" || (c.IsConstructor && c.GetParameters().Length == 0));
            foreach (var used in calls.Select(c => c.DeclaringType!).Concat(decider.GetParameters().Select(p => p.ParameterType)))
            {
                IsImpure(used).ShouldBeFalse($"{decider.DeclaringType!.Name}.{decider.Name} touches {used.FullName}");
            }
        }
    }

    [Fact]
    public void Only_the_relay_publishes()
    {
        var publishers = Platform.Types.Where(t => t.GetConstructors().SelectMany(c => c.GetParameters())
            .Any(p => p.ParameterType.FullName is "MassTransit.IBus" or "MassTransit.IPublishEndpoint" or "MassTransit.ISendEndpointProvider"));
        publishers.ShouldBe([typeof(Relay)]);
    }

    [Fact]
    public void Only_the_writer_saves_in_the_services()
    {
        foreach (var service in Platform.Outbounds.Keys)
        {
            var endpoints = service.GetTypes().Where(t => t.Namespace is { } n && !n.Contains(".Views", StringComparison.Ordinal))
                .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly))
                .Where(m => m.Name.StartsWith("Handle", StringComparison.Ordinal));
            foreach (var endpoint in endpoints)
            {
                Bodies.Calls(endpoint).Select(c => c.Name).ShouldNotContain("SaveChangesAsync", $"{endpoint.DeclaringType!.Name}.{endpoint.Name}");
            }
        }
    }

    [Fact]
    public void Whatever_is_published_is_a_contract_of_the_publishers_own_folder()
    {
        foreach (var contract in Platform.Contracts)
        {
            contract.Namespace!.Split('.').Length.ShouldBe(3, $"{contract} is not in a publisher's folder.");
        }
    }

    [Fact]
    public void A_services_program_fits_one_page() =>
        Platform.Outbounds.Keys.Select(a => Path.Combine(Path.GetDirectoryName(Platform.Projects[a.GetName().Name!])!, "Program.cs"))
            .ShouldAllBe(f => File.ReadAllLines(f).Length < 60);

    private static bool IsState(Type type) => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IState<>));

    private static bool IsImpure(Type type) =>
        type == typeof(Task) || type == typeof(TimeProvider) || type == typeof(Random) || type == typeof(File) || type == typeof(HttpClient)
        || type.Namespace is { } n && (n.StartsWith("Marten", StringComparison.Ordinal) || n.StartsWith("MassTransit", StringComparison.Ordinal)
            || n.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || n.StartsWith("Microsoft.Extensions.Logging", StringComparison.Ordinal)
            || n.StartsWith("Npgsql", StringComparison.Ordinal) || n.StartsWith("System.Net.Http", StringComparison.Ordinal));
}
