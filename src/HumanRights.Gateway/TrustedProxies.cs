using Microsoft.AspNetCore.HttpOverrides;

namespace HumanRights.Gateway;

/// <summary>
/// X-Forwarded-* counts only when it comes from a network named in <c>TrustedProxies</c> (CIDR notation); with none named,
/// the connection itself is all that is believed.
/// </summary>
static class TrustedProxies
{
    public static void AddTrustedProxies(this WebApplicationBuilder builder) => builder.Services.Configure<ForwardedHeadersOptions>(options =>
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto;
        options.ForwardLimit = null;
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in Networks(builder.Configuration)) options.KnownIPNetworks.Add(network);
    });

    public static void UseTrustedProxies(this WebApplication app)
    {
        // An empty list would mean to the middleware that everyone is trusted.
        if (Networks(app.Configuration).Any()) app.UseForwardedHeaders();
    }

    static IEnumerable<System.Net.IPNetwork> Networks(IConfiguration configuration) =>
        (configuration.GetSection("TrustedProxies").Get<string[]>() ?? []).Select(network => System.Net.IPNetwork.Parse(network));
}
