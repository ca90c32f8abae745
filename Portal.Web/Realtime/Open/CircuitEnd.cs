namespace Portal.Web.Realtime.Open;

/// <summary>Ends a page in this process. The framework has no call for it, but an address at which a browser says that it leaves; here the portal says so itself,
/// without a network between. The page is disposed at once, with its subscriptions, and cannot come back.</summary>
public sealed class CircuitEnd(EndpointDataSource endpoints, IServiceScopeFactory scopes, ILogger<CircuitEnd> log)
{
    private const string Address = "_blazor/disconnect";
    private readonly Lazy<RequestDelegate> _leave = new(() =>
        endpoints.Endpoints.OfType<RouteEndpoint>().First(endpoint => endpoint.RoutePattern.RawText?.Trim('/') == Address).RequestDelegate!);

    /// <summary>Ending one that is gone changes nothing.</summary>
    public async Task RunAsync(string secret)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            using var body = new MemoryStream(System.Text.Encoding.ASCII.GetBytes($"circuitId={Uri.EscapeDataString(secret)}"));
            var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
            (http.Request.Method, http.Request.ContentType, http.Request.Body, http.Request.ContentLength) =
                (HttpMethods.Post, "application/x-www-form-urlencoded", body, body.Length);
            await _leave.Value(http);
            if (http.Response.StatusCode != StatusCodes.Status200OK)
            {
                log.LogError("An open page could not be ended: {Status}", http.Response.StatusCode);
            }
        }
        catch (Exception failed)
        {
            log.LogError(failed, "An open page could not be ended");
        }
    }
}
