using System.Runtime.InteropServices;
using HumanRights.Demo;
using Microsoft.Extensions.Configuration;
using Spectre.Console;

var settings = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
var address = settings["gateway"] ?? settings["services:gateway:http:0"] ?? settings["Gateway:Url"] ?? "http://localhost:8080";
if (!Uri.TryCreate(address, UriKind.Absolute, out var url))
{
    Narrator.Say("--gateway is an absolute URL, such as http://localhost:8080.");
    return 2;
}

if (!AnsiConsole.Profile.Capabilities.Interactive) AnsiConsole.Profile.Width = 160;
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var gateway = new Gateway(url, stop.Token);
try
{
    return await new Loading(gateway, Facts.Read(), TimeProvider.System.GetUtcNow()).RunAsync() ? 0 : 1;
}
catch (Exception e) when (e is Refused or HttpRequestException)
{
    Narrator.Say(e.Message);
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Narrator.Say("Interrupted. Run it again: it goes on from here.");
    return 130;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
