using Microsoft.AspNetCore.Routing.Matching;

namespace Portal.Web.Composition;

/// <summary>Marks an endpoint that answers scripts in JSON at an address that people open as a page.</summary>
public sealed class AnswersJson
{
    public static AnswersJson Instance { get; } = new();
}

/// <summary>Chooses between page and JSON at one address: whoever asks for <c>application/json</c>, or posts, gets JSON.</summary>
public sealed class JsonOrPagePolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 100;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<AnswersJson>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var wantsJson = WantsJson(httpContext.Request);
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && candidates[i].Endpoint.Metadata.GetMetadata<AnswersJson>() is not null != wantsJson)
            {
                candidates.SetValidity(i, false);
            }
        }
        return Task.CompletedTask;
    }

    public static bool WantsJson(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
        || (request.Headers.Accept.ToString() is var accept
            && accept.Contains("application/json", StringComparison.OrdinalIgnoreCase) && !accept.Contains("text/html", StringComparison.OrdinalIgnoreCase));
}
