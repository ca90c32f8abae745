using System.Reflection;
using System.Text.Json;

namespace Portal.Web.Composition;

/// <summary>A body that may turn out not to be readable; the filter of commands answers then, after it has looked at the token.</summary>
public interface IJsonBody
{
    bool IsRead { get; }
}

/// <summary>The JSON that a command takes. Whatever else comes is no reason to answer before the token was looked at.</summary>
/// <param name="Read">Null: it was not JSON of this shape.</param>
public sealed record JsonBody<T>(T? Read) : IJsonBody
    where T : class
{
    public bool IsRead => Read is not null;

    /// <summary>Only for handlers behind the filter, which has refused what was not read.</summary>
    public T Value => Read ?? throw new InvalidOperationException("A body that was not read came past the filter.");

#pragma warning disable CA1000                                             // the framework finds the reader of a parameter's type as its static member
    public static async ValueTask<JsonBody<T>> BindAsync(HttpContext context, ParameterInfo parameter)
#pragma warning restore CA1000
    {
        _ = parameter;
        if (!context.Request.HasJsonContentType())
        {
            return new JsonBody<T>(Read: null);
        }
        try
        {
            return new JsonBody<T>(await context.Request.ReadFromJsonAsync<T>(context.RequestAborted));
        }
        catch (Exception unreadable) when (unreadable is JsonException or BadHttpRequestException or NotSupportedException)
        {
            return new JsonBody<T>(Read: null);
        }
    }
}
