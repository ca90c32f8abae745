using System.Diagnostics;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Localization;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Web.Composition;

/// <summary>Words of refusals; the keys are error codes and their narrower reasons.</summary>
public sealed class ProblemText;

/// <summary>Refusals as <c>application/problem+json</c>: code, words, whether money moved, a reference.</summary>
public static class Problems
{
    public static IResult Answer(PortalError error, HttpContext http)
    {
        var words = http.RequestServices.GetRequiredService<IStringLocalizer<ProblemText>>();
        var key = KeyOf(error, words);
        var body = new Dictionary<string, object>
        {
            ["status"] = StatusOf(error.Kind),
            ["code"] = error.Code,
            ["title"] = words[$"{key}.title"].Value,
            ["detail"] = words[$"{key}.detail"].Value,
            ["moneyMoved"] = error.MoneyMoved switch { MoneyMoved.Yes => "yes", MoneyMoved.Unknown => "unknown", _ => "no" },
            ["reference"] = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier,
        };
        foreach (var (name, value) in error.Figures ?? new Dictionary<string, string>())
        {
            body[name] = value;
        }
        return Results.Json(body, contentType: "application/problem+json", statusCode: StatusOf(error.Kind));
    }

    /// <summary>The same words for pages.</summary>
    public static string Words(this PortalError error, IStringLocalizer<ProblemText> words) => words[$"{KeyOf(error, words)}.detail"];

    private static string KeyOf(PortalError error, IStringLocalizer<ProblemText> words) =>
        error.Reason is { } reason && !words[$"{reason}.title"].ResourceNotFound ? reason : error.Code;

    private static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.StepUp => StatusCodes.Status401Unauthorized,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.Exceeds => StatusCodes.Status422UnprocessableEntity,
        ErrorKind.TooMany => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status503ServiceUnavailable,
    };
}

/// <summary>Before a command: the antiforgery header. After it: refusals and a busy database become answers.</summary>
public sealed class CommandFilter(IAntiforgery antiforgery, ILogger<CommandFilter> log) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!HttpMethods.IsGet(http.Request.Method) && !await antiforgery.IsRequestValidAsync(http))
        {
            return Problems.Answer(new PortalError("antiforgery", ErrorKind.Invalid), http);
        }
        if (http.Response.StatusCode == StatusCodes.Status400BadRequest)           // set by the binding, which could not read the body
        {
            return Problems.Answer(new PortalError("body_invalid", ErrorKind.Invalid), http);
        }
        try
        {
            return await next(context);
        }
        catch (AccessDeniedException denied)
        {
            return Problems.Answer(denied.Error, http);
        }
        catch (System.Data.Common.DbException busy)
        {
            log.LogError(busy, "A command could not be carried out");
            return Problems.Answer(CommonErrors.Unavailable, http);
        }
    }
}
