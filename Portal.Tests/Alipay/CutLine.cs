using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>A line to a gateway that carries the request, or does not, and loses the answer while <see cref="IsCut"/>.</summary>
internal sealed class CutLine : IAsyncDisposable
{
    private readonly ScriptedGateway _near;
    private readonly HttpClient _far = new();

    private CutLine(ScriptedGateway near) => _near = near;

    public string Address => _near.Address;

    public bool IsCut { get; set; }

    /// <summary>Whether the gateway gets what it will not be able to answer.</summary>
    public bool Carries { get; set; }

    public static async Task<CutLine> ToAsync(Func<string> gateway)
    {
        var line = new CutLine(await ScriptedGateway.StartAsync());
        line._near.Reply = async (request, http) =>
        {
            if (line.IsCut && !line.Carries)
            {
                http.Abort();
                return;
            }
            using var content = new FormUrlEncodedContent(request.Parameters);
            using var answer = await line._far.PostAsync(gateway(), content);
            var body = await answer.Content.ReadAsByteArrayAsync();
            if (line.IsCut)
            {
                http.Abort();
                return;
            }
            http.Response.ContentType = answer.Content.Headers.ContentType!.ToString();
            await http.Response.Body.WriteAsync(body);
        };
        return line;
    }

    public async ValueTask DisposeAsync()
    {
        _far.Dispose();
        await _near.DisposeAsync();
    }
}
