using System.Diagnostics;
using System.Runtime.InteropServices;
using HumanRights.LocalServers;

// Runs a command while a throw-away PostgreSQL and RabbitMQ stand by, their addresses in its environment, and ends with its exit code.
if (args is not [var command, .. var arguments])
{
#pragma warning disable RS0030 // Whoever typed it reads the answer.
    await Console.Error.WriteLineAsync("usage: HumanRights.LocalServers <command> [arguments]");
#pragma warning restore RS0030
    return 2;
}
var (starting, broker) = (LocalPostgres.StartAsync(), LocalRabbitMq.StartAsync());
await using var postgres = await starting;
await using var rabbit = await broker;
using var process = Process.Start(new ProcessStartInfo(command, arguments)
{
    Environment =
    {
        ["HR_TEST_POSTGRES"] = postgres.ConnectionString("postgres"),
        ["HR_TEST_RABBITMQ"] = rabbit.AmqpUri.OriginalString,
        ["HR_TEST_RABBITMQ_MANAGEMENT"] = rabbit.Management.Http.BaseAddress!.OriginalString,
    },
})!;
// Asked to end, it first ends the command and all that descends from it, and then the servers.
void EndAll(PosixSignalContext asked)
{
    asked.Cancel = true;
    Signals.SendToTree(process.Id, Signal.Terminate);
}
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, EndAll);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, EndAll);
await process.WaitForExitAsync();
return process.ExitCode;
