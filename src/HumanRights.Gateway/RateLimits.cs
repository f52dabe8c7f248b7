using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using HumanRights.ServiceDefaults;

namespace HumanRights.Gateway;

/// <summary>A bucket of tokens refilled at a steady pace.</summary>
/// <param name="PerSecond">Requests a second that may go on for ever.</param>
/// <param name="Burst">Requests at once after a pause.</param>
public sealed record RateLimit(int PerSecond, int Burst);

/// <summary>
/// Per person or client by the validated token's subject; per address for everyone else, refused tokens included. Addresses
/// get more: a whole administration may stand behind one. What sends somebody a letter without anybody signed in has a narrow limit besides.
/// </summary>
static class RateLimits
{
    const string Letters = "letters";
    static readonly TimeSpan Refill = TimeSpan.FromMilliseconds(100);

    public static void AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection("RateLimits");
        var user = Bucket(section.GetSection("User").Get<RateLimit>() ?? new(50, 200));
        var address = Bucket(section.GetSection("Address").Get<RateLimit>() ?? new(200, 1000));
        var letters = Bucket(section.GetSection("Letters").Get<RateLimit>() ?? new(1, 60));
        services.AddRateLimiter(options =>
        {
            // The routes that need it name it.
            options.AddPolicy(Letters, context => RateLimitPartition.GetTokenBucketLimiter(Address(context.Connection.RemoteIpAddress), _ => letters));
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                context.User is { Identity.IsAuthenticated: true } caller
                    ? RateLimitPartition.GetTokenBucketLimiter(caller.SubjectId(), _ => user)
                    : RateLimitPartition.GetTokenBucketLimiter(Address(context.Connection.RemoteIpAddress), _ => address));
            options.OnRejected = static (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Refill;
                rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return rejected.HttpContext.WriteProblem(StatusCodes.Status429TooManyRequests);
            };
        });
    }

    static TokenBucketRateLimiterOptions Bucket(RateLimit limit) => new()
    {
        TokenLimit = limit.Burst,
        TokensPerPeriod = Math.Max(1, limit.PerSecond / 10),
        ReplenishmentPeriod = limit.PerSecond < 10 ? TimeSpan.FromSeconds(1d / limit.PerSecond) : Refill,
    };

    // One subscriber owns a whole IPv6 /64 and could otherwise change addresses for ever.
    static string Address(IPAddress? address) => address switch
    {
        null => "",
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.MapToIPv4().ToString(),
    };
}
