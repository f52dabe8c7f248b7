using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using HumanRights.Learning.Feedback;
using HumanRights.Learning.Integration;
using HumanRights.Learning.Participations;
using HumanRights.Learning.Views;
using HumanRights.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddValidation();
builder.AddEventSourcing("learning", LearningOutbound.Map, typeof(Program).Assembly, store =>
{
    store.AddCourses();
    store.AddParticipations();
    store.AddFeedback();
    store.AddViews();
});
builder.Services.AddSingleton<FeedbackStore>();
builder.Services.AddVerdicts();

var app = builder.Build();
app.UseServiceDefaults();

var courses = app.MapGroup("/api/learning/courses").RequireAuthorization();
courses.WithTags("Courses").MapCourses();
courses.MapGroup("/{editionId:guid}").WithTags("Participations").MapParticipations();
courses.MapGroup("/{editionId:guid}/feedback").WithTags("Feedback").MapFeedback();

return await app.RunServiceAsync(args);
