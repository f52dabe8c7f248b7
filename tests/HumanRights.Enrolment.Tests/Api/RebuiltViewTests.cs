using System.Net;
using HumanRights.Contracts.Identity;
using HumanRights.Enrolment.Programmes;
using HumanRights.Enrolment.Rosters;
using HumanRights.TestKit;
using Marten.Events.Daemon.Coordination;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HumanRights.Enrolment.Tests.Api;

/// <summary>Views are disposable: a service of these tests' own, whose views are stopped and made anew.</summary>
[Collection(nameof(Alone))]
public sealed class RebuiltViewTests(EnrolmentService enrolment) : EnrolmentApi(enrolment), IAsyncLifetime
{
    private ServiceUnderTest<Program>? own;

    protected override ServiceUnderTest<Program> Service => own!;

    public async ValueTask InitializeAsync() => own = await Enrolment.StartAnotherAsync();

    public async ValueTask DisposeAsync() => await own!.DisposeAsync();

    [Fact]
    public async Task Views_made_anew_equal_the_live_ones()
    {
        var edition = await OpenEditionAsync(20, policy: new RegistrationPolicy(OfferMinutes: 60, null, []));
        var people = Enumerable.Range(0, 60).Select(_ => Guid.CreateVersion7()).ToList();
        await Task.WhenAll(people.Select(p => RegisterAsync(edition, p)));
        await Task.WhenAll(people.Where((_, i) => i % 3 == 0).Select(p => WithdrawAsync(edition, p)));
        await Task.WhenAll(people.Where((_, i) => i % 6 == 0).Select(p => RegisterAsync(edition, p)));
        await CaughtUpAsync();
        var live = await RowsAsync();
        live.Count.ShouldBeGreaterThan(150);

        await Service.RebuildAsync("registrations");
        await Service.RebuildAsync("editions");

        (await RowsAsync()).ShouldBe(live);
    }

    [Fact]
    public async Task Views_made_anew_while_people_register_and_withdraw_miss_nothing_of_it()
    {
        var edition = await OpenEditionAsync(10);
        using var enough = new CancellationTokenSource();
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
        {
            var written = 0;
            for (; !enough.IsCancellationRequested; written++)
            {
                var person = Guid.CreateVersion7();
                await RegisterAsync(edition, person);
                if (written % 3 == writer % 3)
                {
                    await WithdrawAsync(edition, person);
                }
            }

            return written;
        }));
        await Service.RebuildAsync("registrations", "editions");
        await enough.CancelAsync();
        var registrations = (await writing).Sum();
        await CaughtUpAsync();
        var live = await RowsAsync();
        (await QueryAsync($"select count(*) from registrations where edition_id = '{edition}'")).ShouldBe([$"{registrations}"]);

        await Service.RebuildAsync("registrations", "editions");
        (await RowsAsync()).ShouldBe(live);
    }

    [Fact]
    public async Task An_erased_person_leaves_although_no_view_has_heard_of_them_yet()
    {
        var edition = await OpenEditionAsync(1);
        await CaughtUpAsync();
        await Service.Services.GetRequiredService<IProjectionCoordinator>().PauseAsync();
        var (ana, rui) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await RegisterAsync(edition, ana);
        await RegisterAsync(edition, rui);

        await Service.PublishAsync(new PersonErased(ana));
        await Eventually.TrueAsync(async () => (await MineAsync(edition, rui)).Status == RegistrationStatus.Seat);
        (await QueryAsync("select person_id from registrations")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_erased_persons_old_token_is_refused_and_who_slipped_in_on_another_replica_leaves_when_tokens_have_expired()
    {
        var edition = await OpenEditionAsync(1);
        var ana = Guid.CreateVersion7();
        await Service.PublishAsync(new PersonErased(ana));
        await Eventually.TrueAsync(async () => (await QueryAsync("select at > clock_timestamp() + interval '10 minutes' from due where kind = 'forget'")).SequenceEqual(["True"]));

        (await PostAsync(edition, ana)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        // As a replica would that has yet to hear of it.
        await Service.Services.GetRequiredService<RosterDesk>().DecideAsync(edition, (roster, now) => roster.Decide(Guid.CreateVersion7(), ana, publicServant: true, new Facts(null, null, null), now));
        await QueryAsync("update due set at = clock_timestamp() where kind = 'forget'");
        await Eventually.TrueAsync(async () => (await StoryAsync(edition))[^1] == nameof(RegistrationWithdrawn));
        await Eventually.TrueAsync(async () => (await QueryAsync("select kind from due where kind = 'forget'")).Count == 0);
    }

    /// <summary>The views have finished the last event stored.</summary>
    private Task CaughtUpAsync() => Eventually.TrueAsync(async () => (await QueryAsync(
        "select bool_and(last_seq_id = (select max(seq_id) from mt_events)) and count(*) = 2 from mt_event_progression where name in ('registrations:All', 'editions:All')"))
        .SequenceEqual(["True"]));

    private async Task<IReadOnlyList<string>> RowsAsync() =>
    [
        .. await QueryAsync("select r::text from registrations r order by 1"),
        .. await QueryAsync("select s::text from registration_steps s order by 1"),
        .. await QueryAsync("select data::text from mt_doc_editionview order by 1"),
    ];

    private async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        await using var command = Service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetValue(0).ToString()!);
        }

        return rows;
    }
}
