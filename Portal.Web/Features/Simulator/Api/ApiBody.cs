using System.Text.Json;

namespace Portal.Web.Features.Simulator.Api;

/// <summary>Reads JSON bodies and says in one sentence what is wrong with them.</summary>
internal static class ApiBody
{
    private static readonly JsonSerializerOptions s_web = new(JsonSerializerDefaults.Web);

    public static async Task<(T? Body, IResult? Refusal)> ReadAsync<T>(HttpContext http)
        where T : class
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<T>(http.Request.Body, s_web, http.RequestAborted);
            return body is null ? (null, Refuse("the body must be a JSON object")) : (body, null);
        }
        catch (JsonException broken)
        {
            return (null, Refuse($"the body is not the JSON that is expected here{(broken.Path is { Length: > 1 } path ? $" (at {path})" : "")}"));
        }
    }

    public static IResult Refuse(string error, int status = StatusCodes.Status400BadRequest) => Results.Json(new { error }, statusCode: status);

    /// <summary>An amount as text, or as a JSON number in its own digits.</summary>
    public static string? Text(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };
}
