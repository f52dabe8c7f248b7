using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace HumanRights.ServiceDefaults;

/// <summary>The OpenAPI 3.1 document of a service, at <c>/openapi/v1.json</c>.</summary>
static class Documentation
{
    const string Scheme = "bearer";
    const string Problem = "Problem";
    const string ProblemJson = "application/problem+json";

    public static void AddDocumentation(this WebApplicationBuilder builder)
    {
        var title = builder.Environment.ApplicationName.Replace('.', ' ');
        builder.Services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new() { Title = title, Version = "v1" };
                // Relative: the same document is true behind the gateway and without it.
                document.Servers = [new() { Url = "/" }];
                document.Components ??= new();
                document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
                document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT",
                    Description = "An access token of the platform's identity service (audience human-rights).",
                };
                return Task.CompletedTask;
            });
            options.AddOperationTransformer(DescribeRefusals);
            options.AddSchemaTransformer(NameTextType);
        });
    }

    // Our own converters hide from the generator what they read: text, and enumerations as text.
    static Task NameTextType(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (schema.Type is null && IsText(context.JsonTypeInfo.Type))
            schema.Type = context.JsonPropertyInfo is { IsSetNullable: true } && context.JsonTypeInfo.Type == typeof(string)
                ? JsonSchemaType.String | JsonSchemaType.Null
                : JsonSchemaType.String;
        if (context.JsonTypeInfo.ElementType is { } element && schema.Type is { } type && type.HasFlag(JsonSchemaType.Array) && IsText(element))
            schema.Items ??= new OpenApiSchema { Type = JsonSchemaType.String };
        return Task.CompletedTask;
    }

    static bool IsText(Type type) => type == typeof(string) || (Nullable.GetUnderlyingType(type) ?? type).IsEnum;

    static Task DescribeRefusals(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        if (document.Components?.Schemas?.ContainsKey(Problem) is not true) document.AddComponent(Problem, ProblemSchema());
        var responses = operation.Responses ??= [];
        // Declared by built-in validation, but answered as 422.
        if (responses.Remove("400", out var invalid)) responses.TryAdd("422", invalid);
        responses.TryAdd("default", new OpenApiResponse { Content = new Dictionary<string, OpenApiMediaType> { [ProblemJson] = new() } });
        foreach (var (status, response) in responses)
        {
            if (response.Content is not { } content || !content.Keys.Any(type => type == ProblemJson)) continue;
            content[ProblemJson].Schema = new OpenApiSchemaReference(Problem, document);
            response.Description = status == "default" ? "Refused: the reason in words, a stable code and a way out."
                : int.TryParse(status, out var code) ? ProblemWords.For(code).TitleEn
                : response.Description;
        }

        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any()) return Task.CompletedTask;
        // One requirement for each role that suffices; OpenAPI 3.1 lets an http scheme name roles.
        operation.Security ??= [];
        var roles = RolesOf(context.Description.ActionDescriptor.EndpointMetadata);
        foreach (var names in roles.Count == 0 ? [[]] : roles.Select(role => new List<string> { role }))
            operation.Security.Add(new() { [new OpenApiSecuritySchemeReference(Scheme, document)] = names });
        return Task.CompletedTask;
    }

    /// <summary>Out of each demand any role will do, and every demand must be met.</summary>
    static IReadOnlyCollection<string> RolesOf(IEnumerable<object> metadata)
    {
        IEnumerable<IEnumerable<string>> demands =
        [
            .. metadata.OfType<IAuthorizeData>().Where(a => Roles.All.Contains(a.Policy)).Select(a => (string[])[a.Policy!]),
            .. metadata.OfType<AuthorizationPolicy>().SelectMany(p => p.Requirements).OfType<RolesAuthorizationRequirement>().Select(r => r.AllowedRoles),
        ];
        return demands.Any() ? [.. demands.Aggregate((one, other) => one.Intersect(other))] : [];
    }

    static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "RFC 9457. Rules may add members of their own.",
        Required = new HashSet<string> { "title", "status", "code", "wayOut", "traceId" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("A URI, or about:blank."),
            ["title"] = Text("What is wrong, in the reader's language."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
            ["detail"] = Text("The reason in this case."),
            ["code"] = Text("Stable: what a program decides by."),
            ["wayOut"] = Text("What to do next, in the reader's language."),
            ["traceId"] = Text("What to tell support."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "With invalid-values: reasons by field.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
        },
    };

    static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
