using HumanRights.EventSourcing;
using HumanRights.SampleService;
using HumanRights.ServiceDefaults;

// The smallest service there can be: people pass a gate, and a consumer counts them. It exists to be killed, frozen and cut off.
var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddEventSourcing("sample", GateOutbound.Map, typeof(Program).Assembly, GateModule.Add);

var app = builder.Build();
app.UseServiceDefaults();
app.MapGates();
return await app.RunServiceAsync(args);
