using HumanRights.Enrolment.Due;
using HumanRights.Enrolment.Editions;
using HumanRights.Enrolment.Integration;
using HumanRights.Enrolment.Interests;
using HumanRights.Enrolment.Programmes;
using HumanRights.Enrolment.Rosters;
using HumanRights.Enrolment.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddValidation();
builder.AddEventSourcing("enrolment", EnrolmentOutbound.Map, typeof(Program).Assembly, store =>
{
    store.AddProgrammes();
    store.AddEditions();
    store.AddRosters();
    store.AddInterests();
    store.AddViews();
});
builder.AddRosterDesk();
builder.Services.AddSingleton<RegistrationRows>().AddSingleton<Forgetting>();
builder.AddCallsInOwnName<People>("identity");
builder.AddDue<DueCommands>();

var app = builder.Build();
app.UseServiceDefaults();

var api = app.MapGroup("/api/enrolment");
api.MapGroup("/programmes").WithTags("Programmes").MapProgrammes();
api.MapGroup("/programmes/{programmeId:guid}/interest").WithTags("Interest").MapInterests();
var editions = api.MapGroup("/editions");
editions.WithTags("Editions").MapEditions();
editions.MapGroup("/{editionId:guid}").WithTags("Rosters").MapRosters();
editions.MapGroup("/{editionId:guid}/registrations").WithTags("Registrations").MapRegistrations();

return await app.RunServiceAsync(args);
