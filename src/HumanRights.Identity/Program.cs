using System.CommandLine;
using HumanRights.EventSourcing;
using HumanRights.Identity;
using HumanRights.Identity.Database;
using HumanRights.Identity.Development;

var users = new Command("development-users", "Prints the users and clients that exist in Development");
users.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(DevelopmentWorld.Table()));

// Whatever is none of these goes to the service itself: its operator commands (migrate, rebuild ...) and the host's settings.
var root = new RootCommand("The identity service: sign-in, tokens and the person vault") { TokenCommand.Create(), users };
root.TreatUnmatchedTokensAsErrors = false;
root.SetAction(async (_, _) =>
{
    var app = IdentityService.Build(args);
    return await app.RunServiceAsync(args, Schema.Of(app));
});
return await root.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
