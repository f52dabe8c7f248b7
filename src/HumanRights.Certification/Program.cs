using HumanRights.Certification.Certificates;
using HumanRights.Certification.Editions;
using HumanRights.Certification.Integration;
using HumanRights.Certification.Ledgers;
using HumanRights.Certification.People;
using HumanRights.Certification.Verification;
using HumanRights.Certification.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddValidation();
builder.AddEventSourcing("certification", CertificationOutbound.Map, typeof(Program).Assembly, store =>
{
    store.AddEditions();
    store.AddPeople();
    store.AddLedgers();
    store.AddCertificates();
    store.AddViews();
});

var app = builder.Build();
app.UseServiceDefaults();
app.MapVerification();

var api = app.MapGroup("/api/certification");
api.MapGroup("/editions/{editionId:guid}/ledgers").WithTags("Ledgers").MapLedgers();
api.MapGroup("/certificates").WithTags("Certificates").MapCertificates();
api.WithTags("Statistics").MapStatistics();

return await app.RunServiceAsync(args);
