using System.Reflection;
using HumanRights.Assessment.Marking;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace HumanRights.Assessment.Tests.Api;

/// <summary>
/// Whatever an endpoint of an open attempt can reach in this service's code, through any number of calls, knows neither keys nor grades
/// nor the question bank: so it cannot load them, by mistake either. The endpoints are those found in the running service.
/// </summary>
public sealed class KeysStayAwayTests(AssessmentService assessment)
{
    private static readonly string[] Secret = ["HumanRights.Assessment.Marking", "HumanRights.Assessment.Items", "HumanRights.Assessment.Exchange", "HumanRights.Assessment.Views"];

    private readonly ModuleDefinition module = ModuleDefinition.ReadModule(typeof(Program).Assembly.Location);

    [Fact]
    public void Participants_endpoints_cannot_reach_keys_before_release()
    {
        var handlers = Handlers(route => route.Contains("/my-", StringComparison.Ordinal) && !route.Contains("/result", StringComparison.Ordinal));
        handlers.Count.ShouldBe(6);
        foreach (var handler in handlers)
        {
            Reachable(handler).Where(t => Secret.Contains(t.Namespace)).Select(t => t.FullName).ShouldBeEmpty($"{handler.DeclaringType}.{handler.Name}");
        }
    }

    [Fact]
    public void The_result_does_reach_them_so_the_search_can_tell() =>
        Handlers(route => route.EndsWith("/result", StringComparison.Ordinal)).SelectMany(Reachable).Select(t => t.FullName).ShouldContain(typeof(TestKey).FullName);

    private List<MethodInfo> Handlers(Func<string, bool> of) =>
        [.. assessment.Service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => of(e.RoutePattern.RawText!.TrimEnd('/')))
            .Select(e => e.Metadata.GetMetadata<MethodInfo>()!)];

    /// <summary>The service's types touched from here on; of a type touched, everything counts, so that interfaces and state machines hide nothing.</summary>
    private HashSet<TypeDefinition> Reachable(MethodInfo handler)
    {
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
                case { } when type.Scope == module && type.Resolve() is { } ours && seen.Add(ours):
                    waiting.Enqueue(ours);
                    break;
            }
        }

        Touch(module.GetType(handler.DeclaringType!.FullName));
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
