using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace HumanRights.Assessment.Tests.Api;

/// <summary>What a handler can reach in this service's code, through any number of calls: read from its IL.</summary>
public static class Reach
{
    // Tests run side by side, and it is read as it is walked.
    private static readonly Lock Reading = new();
    private static readonly ModuleDefinition Module = ModuleDefinition.ReadModule(typeof(Program).Assembly.Location);

    /// <summary>The service's types touched from here on; of a type touched, everything counts, so that interfaces and state machines hide nothing.</summary>
    public static HashSet<TypeDefinition> From(MethodInfo handler)
    {
        using var _ = Reading.EnterScope();
        var (seen, waiting) = (new HashSet<TypeDefinition>(), new Queue<TypeDefinition>());
        void Touch(TypeReference? type)
        {
            switch (type)
            {
                case GenericInstanceType generic:
                    Touch(generic.ElementType);
                    generic.GenericArguments.ToList().ForEach(Touch);
                    break;
                case TypeSpecification wrapped:
                    Touch(wrapped.ElementType);
                    break;
                case { } when type.Scope == Module && type.Resolve() is { } ours && seen.Add(ours):
                    waiting.Enqueue(ours);
                    break;
            }
        }

        Touch(Module.GetType(handler.DeclaringType!.FullName));
        while (waiting.TryDequeue(out var type))
        {
            type.Fields.ToList().ForEach(f => Touch(f.FieldType));
            foreach (var method in type.Methods)
            {
                Touch(method.ReturnType);
                method.Parameters.ToList().ForEach(p => Touch(p.ParameterType));
                foreach (var instruction in method.HasBody ? method.Body.Instructions : Enumerable.Empty<Instruction>())
                {
                    Touch((instruction.Operand as MemberReference)?.DeclaringType);
                    Touch(instruction.Operand as TypeReference);
                    (instruction.Operand as GenericInstanceMethod)?.GenericArguments.ToList().ForEach(Touch);
                }
            }
        }

        return seen;
    }
}
