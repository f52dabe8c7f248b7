using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace HumanRights.Identity.Keys;

/// <summary>
/// The keys of the tokens, in one folder: `*.signing.pem` (RSA private keys; the last by name signs, the others are still
/// published so that a rotation breaks no token) and `encryption.key` (32 bytes, base64; seals codes and refresh tokens).
/// </summary>
sealed record KeyFolder(IReadOnlyList<RsaSecurityKey> Signing, SymmetricSecurityKey Encryption)
{
    const string EncryptionFile = "encryption.key";

    public SigningCredentials Current => new(Signing[0], SecurityAlgorithms.RsaSha256);

    /// <exception cref="InvalidOperationException">A key is missing and may not be made here.</exception>
    public static KeyFolder Open(string folder, bool mayCreate)
    {
        if (mayCreate) CreateMissing(folder);
        var signing = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.signing.pem") : [];
        var encryption = Path.Combine(folder, EncryptionFile);
        if (signing.Length == 0 || !File.Exists(encryption))
            throw new InvalidOperationException(
                $"The key folder '{folder}' holds no *.signing.pem or no {EncryptionFile}. Outside Development keys are provided, never made: set Identity:KeyFolder.");
        return new(
            [.. signing.OrderDescending(StringComparer.Ordinal).Select(SigningKey)],
            new SymmetricSecurityKey(Convert.FromBase64String(File.ReadAllText(encryption))));
    }

    static RsaSecurityKey SigningKey(string file)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(file));
        // The id is the key's own thumbprint (RFC 7638): every replica and tool names the same key alike.
        var key = new RsaSecurityKey(rsa);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        return key;
    }

    static void CreateMissing(string folder)
    {
        Directory.CreateDirectory(folder);
        using var _ = Lock(Path.Combine(folder, ".lock"));
        if (Directory.GetFiles(folder, "*.signing.pem").Length == 0)
        {
            using var rsa = RSA.Create(2048);
            WritePrivate(Path.Combine(folder, "0001.signing.pem"), rsa.ExportPkcs8PrivateKeyPem());
        }
        if (!File.Exists(Path.Combine(folder, EncryptionFile)))
            WritePrivate(Path.Combine(folder, EncryptionFile), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
    }

    /// <summary>A second replica waits here until the first has written its keys.</summary>
    static FileStream Lock(string file)
    {
        for (var patience = 100; ; patience--)
        {
            try
            {
                return new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (patience > 0)
            {
                Thread.Sleep(100);
            }
        }
    }

    static void WritePrivate(string file, string content)
    {
        // Whole or not at all: a process killed while writing must not leave half a key.
        var partial = file + ".partial";
        File.WriteAllText(partial, content);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(partial, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(partial, file, overwrite: true);
    }
}
