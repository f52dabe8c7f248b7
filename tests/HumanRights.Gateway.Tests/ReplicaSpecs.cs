using System.Net;
using System.Net.Http.Json;

namespace HumanRights.Gateway.Tests;

public sealed class TwoReplicas : GatewayUnderTest
{
    protected override int EnrolmentReplicas => 2;

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Limits:Timeout"] = "00:00:05" };
}

public sealed class ReplicaSpecs(TwoReplicas gateway) : IClassFixture<TwoReplicas>
{
    [Fact]
    public async Task Both_replicas_get_work() =>
        await Until.True(async () => (await Answering(40)).Count == 2, "one replica never answered");

    [Fact]
    public async Task A_killed_replica_is_hardly_noticed_and_taken_back_when_it_returns()
    {
        var (dead, alive) = (gateway.Enrolment[0], gateway.Enrolment[1]);
        await dead.KillAsync();

        // From the first request on: no connection came about, so even a command may go to the other replica.
        var token = gateway.SomeonesToken();
        for (var i = 0; i < 20; i++)
            (await gateway.Send(i % 2 == 0 ? HttpMethod.Get : HttpMethod.Post, "/api/enrolment/rosters", token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await dead.RestartAsync();
        await Until.True(async () => (await Answering(10)).Count == 2, "the replica was never taken back");
        alive.Requests.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_replica_that_is_not_ready_gets_no_work()
    {
        var (unready, other) = (gateway.Enrolment[0], gateway.Enrolment[1]);
        unready.Ready = false;
        await Until.True(async () => (await Answering(10)).SetEquals([other.Address]), "it went on getting work");
        unready.Ready = true;
        await Until.True(async () => (await Answering(10)).Count == 2, "it was never taken back");
    }

    [Fact]
    public async Task A_broken_answer_is_asked_for_again_only_if_asking_is_safe()
    {
        foreach (var replica in gateway.Enrolment) replica.Instead = context =>
        {
            if (context.Request.Path != "/api/enrolment/broken") return Task.FromResult(false);
            context.Abort();
            return Task.FromResult(true);
        };
        await Until.True(async () => (await Answering(10)).Count == 2, "both replicas first");

        var before = Total();
        await (await gateway.Get("/api/enrolment/broken", gateway.SomeonesToken())).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        (Total() - before).ShouldBe(2);

        before = Total();
        await (await gateway.Send(HttpMethod.Post, "/api/enrolment/broken", gateway.SomeonesToken())).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        (Total() - before).ShouldBe(1);
    }

    [Fact]
    public async Task A_service_that_hangs_is_given_up_on()
    {
        gateway.Certification.Instead = async context =>
        {
            if (context.Request.Path != "/api/certification/hangs") return false;
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        await (await gateway.Get("/api/certification/hangs", gateway.SomeonesToken())).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_unavailable() =>
        await (await gateway.Get("/api/learning/courses", gateway.SomeonesToken())).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");

    int Total() => gateway.Enrolment.Sum(replica => replica.Requests);

    async Task<HashSet<string>> Answering(int times)
    {
        var token = gateway.SomeonesToken();
        var answers = await Task.WhenAll(Enumerable.Range(0, times).Select(_ => gateway.Get("/api/enrolment/rosters", token)));
        var seen = await Task.WhenAll(answers.Select(a => a.Content.ReadFromJsonAsync<Seen>()));
        return [.. seen.Select(s => s!.Replica)];
    }
}
