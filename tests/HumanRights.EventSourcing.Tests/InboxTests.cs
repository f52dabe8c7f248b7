using HumanRights.SampleService;
using HumanRights.SampleService.Published;
using HumanRights.TestKit;
using Microsoft.Extensions.DependencyInjection;
using static HumanRights.EventSourcing.Tests.RelayTests;

namespace HumanRights.EventSourcing.Tests;

public sealed class InboxTests(Sample sample)
{
    [Fact]
    public async Task A_message_delivered_three_times_has_one_effect()
    {
        await using var service = await sample.StartAsync();
        var id = Guid.CreateVersion7();
        for (var i = 0; i < 3; i++)
        {
            await service.PublishAsync(new GatePassed("north", id), id);
        }

        await service.PublishAsync(new GatePassed("last", Guid.CreateVersion7()));
        await CountBecomesAsync(service, "last", 1);
        await Eventually.TrueAsync(async () => await CountAsync(service, "north") == 1);
        (await service.EventsAsync(Count.Stream("north"))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Different_messages_for_one_stream_all_have_their_effect()
    {
        await using var service = await sample.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => service.PublishAsync(new GatePassed("north", Guid.CreateVersion7()))));
        await CountBecomesAsync(service, "north", 50);
    }

    [Fact]
    public async Task A_poison_message_ends_in_the_error_queue_neighbours_flow_and_an_operator_replays_it()
    {
        await using var service = await sample.StartAsync();
        var letters = service.Services.GetRequiredService<DeadLetters>();
        CountingConsumer.Mended = false;
        await service.PublishAsync(new GatePassed(CountingConsumer.Poisonous, Guid.CreateVersion7()));
        await service.PublishAsync(new GatePassed("neighbour", Guid.CreateVersion7()));
        await CountBecomesAsync(service, "neighbour", 1);

        await Eventually.TrueAsync(async () => (await letters.CountAsync(default)).Values.Sum(v => v) == 1);
        await Eventually.TrueAsync(async () => await HealthAsync(service) == 503);

        CountingConsumer.Mended = true;
        (await letters.ReplayAsync(default)).ShouldBe(1);
        await CountBecomesAsync(service, CountingConsumer.Poisonous, 1);
        (await letters.CountAsync(default)).ShouldBeEmpty();
        await Eventually.TrueAsync(async () => await HealthAsync(service) == 200);
    }
}
