using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.AmbassadorNetwork.Integration;
using HumanRights.AmbassadorNetwork.Practices;
using HumanRights.AmbassadorNetwork.Projects;
using HumanRights.AmbassadorNetwork.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddValidation();
builder.AddEventSourcing("ambassadornetwork", AmbassadorNetworkOutbound.Map, typeof(Program).Assembly, store =>
{
    store.AddAmbassadors();
    store.AddProjects();
    store.AddPractices();
    store.AddViews();
});

var app = builder.Build();
app.UseServiceDefaults();

var api = app.MapGroup("/api/ambassadornetwork");
api.MapGroup("").WithTags("Ambassadors").MapAmbassadors();
api.MapGroup("/projects").WithTags("Projects").MapProjects();
api.MapGroup("").WithTags("Figures").MapStatistics();
app.MapGuide();

return await app.RunServiceAsync(args);
