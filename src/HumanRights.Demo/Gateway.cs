using System.Diagnostics;
using System.Net;

namespace HumanRights.Demo;

/// <summary>
/// The one door of the platform. Few requests at a time; told to wait, it waits; a lost answer is asked for again, since every
/// command sent here may be repeated without a second effect.
/// </summary>
sealed class Gateway(Uri address, CancellationToken stop) : IDisposable
{
    const int AtATime = 8;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Cookies belong to a person and redirects to a browser: see SignIn.
    readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
    {
        BaseAddress = address, Timeout = TimeSpan.FromSeconds(30),
    };
    readonly SemaphoreSlim places = new(AtATime);

    public Uri Address => address;

    public CancellationToken Stop => stop;

    /// <exception cref="HttpRequestException">The gateway could not be reached for two minutes.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request)
    {
        for (var waiting = Stopwatch.StartNew(); ;)
        {
            var pause = Pause;
            await places.WaitAsync(stop);
            try
            {
                var response = await http.SendAsync(request(), stop);
                if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || waiting.Elapsed > Patience)
                {
                    return response;
                }

                pause = response.Headers.RetryAfter?.Delta ?? Pause;
                response.Dispose();
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested && waiting.Elapsed < Patience)
            {
                // Not reached, or no answer came: again after the pause.
            }
            finally
            {
                places.Release();
            }

            await Task.Delay(pause, stop);
        }
    }

    /// <summary>What one service did reaches the others, and their views, a little later: asks until it has.</summary>
    /// <exception cref="Refused">It had not within two minutes.</exception>
    public async Task<Answer> EventuallyAsync(Func<Task<Answer>> ask, Func<Answer, bool> settled)
    {
        var waiting = Stopwatch.StartNew();
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = TimeSpan.FromMilliseconds(Math.Min(500, pause.TotalMilliseconds * 1.5)))
        {
            var answer = await ask();
            if (settled(answer))
            {
                return answer;
            }

            if (waiting.Elapsed > Patience)
            {
                throw new Refused($"Waited {Patience.TotalMinutes} minutes in vain; the last answer: {answer}");
            }

            await Task.Delay(pause, stop);
        }
    }

    public void Dispose() => http.Dispose();
}
