using HumanRights.Notifications.Letters;
using HumanRights.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace HumanRights.Notifications.Sending;

public static class SendingModule
{
    public static void AddSending(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.Configure<MailOptions>(builder.Configuration.GetSection("Mail"));
        builder.AddCallsInOwnName<Identity>("identity");
        services.AddSingleton<Queue>();
        services.AddSingleton(provider => new Composer(provider.GetRequiredService<IOptions<MailOptions>>().Value.Sender));
        services.AddSingleton<IPost>(provider => provider.GetRequiredService<IOptions<MailOptions>>().Value is { Smtp.Host: { Length: > 0 } } byServer
            ? new SmtpPost(byServer.Smtp)
            : new FolderPost(Path.GetFullPath(provider.GetRequiredService<IOptions<MailOptions>>().Value.Folder)));
        services.AddSingleton<Sender>();
        services.AddHostedService(provider => provider.GetRequiredService<Sender>());
        services.AddHealthChecks().AddCheck<Sender>("letters", timeout: TimeSpan.FromSeconds(3));
    }
}
