using HumanRights.Assessment.Appeals;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Candidates;
using HumanRights.Assessment.Due;
using HumanRights.Assessment.Exchange;
using HumanRights.Assessment.Files;
using HumanRights.Assessment.Insight;
using HumanRights.Assessment.Integration;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.KeyAccess;
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
    store.AddFiles();
    store.AddModuleTests();
    store.AddAttempts();
    store.AddMarking();
    store.AddAppeals();
    store.AddDue();
    store.AddViews();
    store.AddKeyAccesses();
});
builder.AddAnswerDesk();
builder.AddDue<DueCommands>();
builder.Services.AddSingleton<MediumRows>();
builder.Services.AddSingleton<BankRows>();
builder.AddMarkingServices();
builder.AddInsight();
builder.AddKeyAccesses();

var app = builder.Build();
app.UseServiceDefaults();

var api = app.MapGroup("/api/assessment");
api.MapGroup("/items").WithTags("Question bank").MapItems();
api.MapGroup("/items").WithTags("Question bank").MapExchange();
api.MapGroup("").WithTags("Question bank").MapFiles();
api.MapGroup("").WithTags("Tests").MapModuleTests();
var taking = api.MapGroup("").WithTags("Attempts");
taking.MapAttempts();
taking.MapResults();
api.MapGroup("").WithTags("Marking").MapMarking();
api.MapGroup("").WithTags("Marking").MapCorrections();
api.MapGroup("").WithTags("Appeals").MapAppeals();
api.MapGroup("").WithTags("Insight").MapInsight();
api.MapGroup("").WithTags("Access to keys").MapKeyAccesses();

return await app.RunServiceAsync(args);
