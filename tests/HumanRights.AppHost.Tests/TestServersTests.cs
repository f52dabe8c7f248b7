using HumanRights.TestKit;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace HumanRights.AppHost.Tests;

public sealed class TestServersTests(TestServers servers)
{
    [Fact]
    public async Task Each_caller_gets_a_database_and_a_virtual_host_of_its_own()
    {
        var (one, other) = (await servers.CreateDatabaseAsync(), await servers.CreateDatabaseAsync());
        one.ShouldNotBe(other);
        await using var connection = new NpgsqlConnection(one);
        await connection.OpenAsync();

        var amqp = await servers.CreateVirtualHostAsync("orders");
        amqp.AbsolutePath.ShouldStartWith("/orders_");
        (await servers.Broker.Http.GetStringAsync("api/policies" + amqp.AbsolutePath)).ShouldContain("delivery-limit");
    }
}
