using HumanRights.Identity.Keys;

namespace HumanRights.Identity.Tests.Specs;

public sealed class KeyFolderSpecs : IDisposable
{
    readonly string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [Fact]
    public void Outside_Development_keys_are_never_made() =>
        Should.Throw<InvalidOperationException>(() => KeyFolder.Open(folder, mayCreate: false)).Message.ShouldContain("Identity:KeyFolder");

    [Fact]
    public async Task Replicas_that_start_at_once_end_up_with_the_same_keys()
    {
        var replicas = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => KeyFolder.Open(folder, mayCreate: true))));
        replicas.Select(r => r.Signing.ShouldHaveSingleItem().KeyId).Distinct().ShouldHaveSingleItem();
        replicas.Select(r => Convert.ToBase64String(r.Encryption.Key)).Distinct().ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(folder, "0001.signing.pem")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void The_last_key_by_name_signs_and_the_others_stay_known()
    {
        var first = KeyFolder.Open(folder, mayCreate: true).Current.Key.KeyId;
        using (var rsa = System.Security.Cryptography.RSA.Create(2048))
            File.WriteAllText(Path.Combine(folder, "0002.signing.pem"), rsa.ExportPkcs8PrivateKeyPem());

        var rotated = KeyFolder.Open(folder, mayCreate: false);
        rotated.Current.Key.KeyId.ShouldNotBe(first);
        rotated.Signing.Select(k => k.KeyId).ShouldContain(first);
    }

    public void Dispose()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
