using System.Security.Cryptography;
using System.Text;

namespace HumanRights.Demo;

/// <summary>
/// Ids that follow from what they name (RFC 9562, version 8): whoever loads again asks for the very same things, and finds
/// those that are there already.
/// </summary>
static class Named
{
    public static Guid Programme => Id($"programme");

    public static Guid Edition(int number) => Id($"edition/{number}");

    public static Guid Id(FormattableString name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes("human-rights-demo/" + FormattableString.Invariant(name))).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
