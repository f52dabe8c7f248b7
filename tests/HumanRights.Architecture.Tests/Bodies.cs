using System.Reflection;
using System.Reflection.Emit;

namespace HumanRights.Architecture.Tests;

/// <summary>What a method's body calls, read from its IL (ECMA-335, III), lambdas and local functions included.</summary>
public static class Bodies
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    public static IReadOnlyCollection<MethodBase> Calls(MethodBase method)
    {
        var seen = new HashSet<MethodBase>();
        Walk(method, seen, method.DeclaringType!);
        seen.Remove(method);
        return seen;
    }

    private static void Walk(MethodBase method, HashSet<MethodBase> seen, Type home)
    {
        if (!seen.Add(method) || method.GetMethodBody()?.GetILAsByteArray() is not { } il || !IsPartOf(method.DeclaringType, home))
        {
            return;
        }

        for (var i = 0; i < il.Length;)
        {
            var value = il[i] == 0xFE ? (short)(0xFE00 | il[i + 1]) : il[i];
            var code = OpCodesByValue[value];
            i += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineTok && Resolve(method, BitConverter.ToInt32(il, i)) is { } called)
            {
                Walk(called, seen, home);
            }

            i += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, i)),
                _ => 4,
            };
        }
    }

    /// <summary>The method's own type, and what the compiler nested into it for lambdas.</summary>
    private static bool IsPartOf(Type? type, Type home) => type is not null && (type == home || IsPartOf(type.DeclaringType, home));

    private static MethodBase? Resolve(MethodBase from, int token)
    {
        try
        {
            return from.Module.ResolveMember(token, from.DeclaringType?.GetGenericArguments(), from.IsGenericMethod ? from.GetGenericArguments() : null) as MethodBase;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
