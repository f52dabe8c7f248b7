using HumanRights.Gateway;
using HumanRights.ServiceDefaults;
using NetEscapades.AspNetCore.SecurityHeaders;
using Scalar.AspNetCore;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
    builder.WebHost.UseUrls($"http://*:{builder.Configuration.GetValue("Gateway:Port", 8080)}");

builder.AddTrustedProxies();
builder.AddForwarding();
builder.Services.AddRateLimits(builder.Configuration);
builder.Services.AddSecurityHeaderPolicies(SecurityHeaders.Define);

var app = builder.Build();
app.UseTrustedProxies();
app.UseSecurityHeaders();
app.UseServiceDefaults(onceCallerIsKnown: known => known.UseRateLimiter());

app.MapFrontPage();
app.MapScalarApiReference("/docs", (options, context) =>
{
    options.WithTitle("Human Rights API").WithNonce(context.GetNonce())
        .DisableDefaultFonts().DisableAgent().DisableMcp().DisableTelemetry().HideDeveloperTools().HideClientButton();
    foreach (var service in app.Configuration.GetSection("ReverseProxy:Clusters").GetChildren())
        options.AddDocument(service.Key, routePattern: $"/openapi/{service.Key}.json");
}).AllowAnonymous();
app.MapForwarding();
app.Run();
