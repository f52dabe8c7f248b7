using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.EndToEnd.Tests;

/// <summary>Promise P7: bad input never yields a 500, whoever sends it and wherever.</summary>
public sealed class BadInputTests(Platform platform, ITestOutputHelper output)
{
    // Change it to look elsewhere; a failure found is found again with the same.
    static readonly string Seed = Environment.GetEnvironmentVariable("CsCheck_Seed") ?? "0N0XIzNsQ0O2";

    /// <summary>Each sends something bad to every operation, twice; CsCheck_Iter asks for more.</summary>
    static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("CsCheck_Iter"), out var iterations) ? iterations : 12;

    [Fact]
    public async Task Every_endpoint_answers_hostile_input_with_a_problem_and_never_with_5xx()
    {
        var (input, tokens) = await PrepareAsync();
        var operations = await Operation.AllAsync(platform);
        operations.Count.ShouldBeGreaterThan(60);
        var restarts = platform.Host.State()!.Resources.Select(r => (r.Name, r.Restarts)).ToList();

        var clock = Stopwatch.StartNew();
        var statuses = new ConcurrentDictionary<int, int>();
        var faults = new ConcurrentDictionary<string, string>();
        var round = operations.Aggregate(Gen.Const(Array.Empty<HostileRequest>()), (all, o) => Gen.Select(all, input.For(o), (before, next) => before.Append(next).ToArray()));
        await round.SampleAsync(async requests =>
        {
            await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (request, _) =>
            {
                // Twice: a repeated command is no better an excuse.
                for (var times = 0; times < 2; times++)
                {
                    using var answer = await platform.Anyone.SendAsync(request.Message(tokens[request.Who]));
                    statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, n) => n + 1);
                    if (await FaultAsync(answer) is { } fault)
                    {
                        faults.TryAdd($"{request.Operation}: {fault}", request.ToString());
                    }
                }
            });
        }, seed: Seed, iter: Rounds, threads: 1);

        output.WriteLine($"Seed {Seed}: {Rounds} rounds over {operations.Count} operations in {clock.Elapsed.TotalSeconds:0} s; answers: "
            + string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Value} x {s.Key}")));
        faults.Select(f => $"{f.Key}\n    {f.Value}").ShouldBeEmpty();

        // Nor did it do harm that shows later: nothing died, every relay and projection goes on, no message was given up.
        platform.Host.State()!.Resources.Select(r => (r.Name, r.Restarts)).ShouldBe(restarts);
        foreach (var service in Platform.Services)
        {
            await Eventually.TrueAsync(async () => (await platform.Anyone.SendAsync(new(HttpMethod.Get, new Uri(platform.Host.Url(service), "/health")))).IsSuccessStatusCode, what: service);
        }
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_unread_on_every_endpoint()
    {
        var body = Encoding.UTF8.GetBytes($"\"{new string('x', 2_000_000)}\"");
        foreach (var operation in (await Operation.AllAsync(platform)).Where(o => o.Body is not null))
        {
            var path = string.Join('/', operation.Path.Split('/').Select(s => s is "{moduleNumber}" or "{number}" or "{version}" ? "1" : s.StartsWith('{') ? Guid.CreateVersion7().ToString() : s));
            var request = new HttpRequestMessage(new(operation.Method), path) { Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } } };
            request.Headers.ExpectContinue = true; // as clients with large bodies do, so that the answer is not lost in what is still being sent
            await platform.As(operation.Roles is { Count: > 0 } roles ? roles[0] : Roles.Participant).SendAsync(request).ShouldRefuseAsync(413, "body-too-large");
        }
    }

    [Fact]
    public async Task A_request_line_that_is_none_is_refused_too()
    {
        foreach (var path in (string[])["/api/enrolment/editions/%00", "/verify/%00", "/guide/a%00b"])
        {
            (await platform.Anyone.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
        }
    }

    /// <summary>A world with something of everything in it, and everyone who may try something on it.</summary>
    async Task<(HostileInput, IReadOnlyDictionary<string, string?>)> PrepareAsync()
    {
        var (ana, rui, victim, leaver) = (platform.NextParticipant(), platform.NextParticipant(), platform.NextParticipant(), platform.NextParticipant());
        var world = await platform.GraduateAsync(ana, rui);
        var (draft, verified) = (await ana.Network.DraftProjectAsync("A draft"), await rui.Network.DraftProjectAsync("Done already"));
        await rui.Network.StepAsync(verified, "submit");
        await platform.Coordinator.Network.StepAsync(verified, "approve");
        await rui.Network.StepAsync(verified, "start");
        await rui.Network.AddEvidenceAsync(verified);
        await rui.Network.StepAsync(verified, "report");
        await platform.Coordinator.Network.StepAsync(verified, "verify");
        var practice = await platform.Coordinator.Network.PublishAsync(verified, "Done already");

        var ids = new Dictionary<string, string[]>
        {
            ["programmeId"] = [$"{world.Programme}"], ["editionId"] = [$"{world.Edition}"], ["sessionId"] = [$"{world.Session}"], ["itemId"] = [$"{world.Item}"],
            ["testId"] = [$"{world.Test}"], ["projectId"] = [$"{draft}", $"{verified}"], ["practiceId"] = [$"{practice}"], ["certificateId"] = [$"{world.Certificates[1].CertificateId}"],
            ["personId"] = [$"{ana.Id}", $"{rui.Id}"], ["id"] = [$"{victim.Id}"], ["moduleNumber"] = ["1", "2"], ["version"] = ["1", "2"], ["number"] = ["1", world.Certificates[0].Number],
        };
        var tokens = Tokens.Spoiled(ana.Token!, platform.SigningKeyPem).ToDictionary(t => $"someone with a token {t.Key}", t => (string?)t.Value);
        tokens["nobody"] = null;
        var strangers = tokens.Keys.ToArray();
        foreach (var role in Roles.All.Except([Roles.Service, Roles.Participant]))
        {
            tokens[role] = platform.As(role).Token;
        }

        (tokens["ana"], tokens["rui"], tokens["leaver"]) = (ana.Token, rui.Token, leaver.Token);
        var senders = Roles.All.Except([Roles.Service]).ToDictionary(r => r, r => r == Roles.Participant ? (string[])["ana", "rui"] : [r]);
        return (new(ids, senders, strangers, "leaver"), tokens);
    }

    /// <summary>What is wrong with an answer, if anything.</summary>
    static async Task<string?> FaultAsync(HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        var text = await answer.Content.ReadAsStringAsync();
        if (status >= 500)
        {
            return $"{status} {text}";
        }

        if (status < 400)
        {
            return null;
        }

        var type = answer.Content.Headers.ContentType?.MediaType;
        if (type == "text/html" && answer.RequestMessage!.RequestUri!.AbsolutePath.Split('/')[1] is ("verify" or "guide"))
        {
            return null; // a page in words, for whoever does not ask for JSON
        }

        if (type != "application/problem+json")
        {
            return $"{status} as {type ?? "nothing"}";
        }

        var problem = JsonDocument.Parse(text).RootElement;
        return !problem.TryGetProperty("code", out var code) || string.IsNullOrEmpty(code.GetString()) ? $"{status} without a code"
            : !problem.TryGetProperty("traceId", out _) || !problem.TryGetProperty("wayOut", out _) ? $"{status} without traceId or way out"
            : text.Contains("Exception", StringComparison.Ordinal) || text.Contains("   at ", StringComparison.Ordinal) ? $"{status} that shows our insides"
            : null;
    }
}
