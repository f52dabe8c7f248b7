using Microsoft.Playwright;

namespace HumanRights.EndToEnd.Tests;

/// <summary>The installed Chromium, driven by Playwright; where there is none, what needs it is skipped and says so.</summary>
public sealed class Browser : IAsyncDisposable
{
    static readonly string[] Installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    readonly IPlaywright playwright;
    readonly IBrowser browser;

    Browser(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    public static async Task<Browser> StartAsync()
    {
        var program = Installed.FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "No Chromium is installed here: the pages were not looked at.");
        var playwright = await Playwright.CreateAsync();
        // As root, as in a container, Chromium runs without its sandbox or not at all.
        return new(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-dev-shm-usage"] }));
    }

    public async Task<IPage> OpenAsync(string language = "en")
    {
        var context = await browser.NewContextAsync(new() { Locale = language, ViewportSize = new() { Width = 1000, Height = 800 } });
        return await context.NewPageAsync();
    }

    /// <summary>Into artifacts/ of the checkout.</summary>
    public static Task PictureAsync(IPage page, string name) =>
        page.ScreenshotAsync(new() { Path = Path.Combine(Checkout(AppContext.BaseDirectory), "artifacts", "screenshots", $"{name}.png"), FullPage = true });

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    static string Checkout(string from) =>
        File.Exists(Path.Combine(from, "HumanRights.sln")) ? from : Checkout(Path.GetDirectoryName(from) ?? throw new DirectoryNotFoundException("The tests run outside a checkout."));
}

public static class Accessibility
{
    /// <summary>What any page must have for someone who hears it instead of seeing it; what is missing, in words.</summary>
    public static Task<string[]> MissingAsync(this IPage page) => page.EvaluateAsync<string[]>("""
        () => {
          const missing = [];
          const need = (ok, what) => { if (!ok) missing.push(what) };
          need(document.documentElement.lang, 'a language');
          need(document.title.trim(), 'a title');
          need(document.querySelectorAll('main').length === 1, 'one main landmark');
          need(document.querySelectorAll('h1').length === 1, 'one heading of the first level');
          for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
            need([...(field.labels ?? [])].some(l => l.textContent.trim()) || field.getAttribute('aria-label'), `a label for ${field.name}`);
          for (const image of document.querySelectorAll('img')) need(image.hasAttribute('alt'), `words for ${image.src}`);
          for (const link of document.querySelectorAll('a, button')) need(link.textContent.trim() || link.getAttribute('aria-label'), `words on ${link.outerHTML}`);
          const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
          need(new Set(ids).size === ids.length, 'ids that are unique');
          return missing;
        }
        """);
}
