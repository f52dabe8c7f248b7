using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Candidates;
using HumanRights.Assessment.Due;
using HumanRights.Assessment.Integration;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddValidation();
builder.AddEventSourcing("assessment", AssessmentOutbound.Map, typeof(Program).Assembly, store =>
{
    store.AddCandidates();
    store.AddItems();
    store.AddModuleTests();
    store.AddAttempts();
    store.AddMarking();
    store.AddDue();
    store.AddViews();
});
builder.AddDue<DueCommands>();

var app = builder.Build();
app.UseServiceDefaults();

var api = app.MapGroup("/api/assessment");
api.MapGroup("/items").WithTags("Question bank").MapItems();
api.MapGroup("").WithTags("Tests").MapModuleTests();
var taking = api.MapGroup("").WithTags("Attempts");
taking.MapAttempts();
taking.MapResults();

return await app.RunServiceAsync(args);
