using HumanRights.EventSourcing;
using HumanRights.Notifications.Database;
using HumanRights.Notifications.Letters;
using HumanRights.Notifications.Sending;
using HumanRights.Notifications.Views;
using HumanRights.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddValidation();
builder.AddDatabase("notifications");
builder.Services.AddSingleton<Schema>().AddSingleton<Wake>().AddSingleton<LetterBox>();
builder.AddMessaging("notifications", typeof(Program).Assembly);
builder.AddSending();

var app = builder.Build();
app.UseServiceDefaults();
app.MapGroup("/api/notifications/letters").WithTags("Letters").MapLetters();
return await app.RunServiceAsync(args, new OwnTables(Schema.Tables, app.Services.GetRequiredService<Schema>().ApplyAsync));
