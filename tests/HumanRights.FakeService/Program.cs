#pragma warning disable RS0030 // What it says is what the engine is tested with.
using HumanRights.FakeService;

// As "engine ..." it runs FakeModel in the local engine; otherwise it is one of the model's services, and does what a test asks.
if (args is ["engine", .. var options])
{
    await FakeModel.Build(options, Console.Out).Build().RunAsync();
    return Environment.ExitCode;
}
if (Environment.GetEnvironmentVariable("FAKE_TASK") is { } code)
{
    Console.WriteLine("the task says hello");
    return int.Parse(code);
}
var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/ready", () => Results.Ok());
app.MapGet("/environment", () => Environment.GetEnvironmentVariables());
app.MapPost("/stop", () => app.Lifetime.StopApplication());
await app.RunAsync();
return 0;
