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
    private static readonly Dictionary<string, Permission> s_byName = Enum.GetValues<Permission>().ToDictionary(permission => permission.Name());

    public static IResult Answer(PortalError error, HttpContext http)
    {
        var words = http.RequestServices.GetRequiredService<IStringLocalizer<ProblemText>>();
        var key = KeyOf(error, words);
        var body = new Dictionary<string, object>
        {
            ["status"] = StatusOf(error.Kind),
            ["code"] = error.Code,
            ["title"] = words[$"{key}.title"].Value,
            ["detail"] = error.Words(words),
            ["moneyMoved"] = error.MoneyMoved switch { MoneyMoved.Yes => "yes", MoneyMoved.Unknown => "unknown", _ => "no" },
            ["reference"] = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier,
        };
        foreach (var (name, value) in error.Figures ?? new Dictionary<string, string>())
        {
            body[name] = value;
        }
        return Results.Json(body, contentType: "application/problem+json", statusCode: StatusOf(error.Kind));
    }

    /// <summary>The same words for pages. A missing permission is named: what it is for, and who can grant it.</summary>
    public static string Words(this PortalError error, IStringLocalizer<ProblemText> words) =>
        error.Missing() is { } missing
            ? words["forbidden.missing", words[$"may.{missing.Name()}"].Value, missing.Name(), HoldersOf(missing, words)]
            : WithFigures(words[$"{KeyOf(error, words)}.detail"], error);

    public static string Title(this PortalError error, IStringLocalizer<ProblemText> words) => words[$"{KeyOf(error, words)}.title"];

    /// <summary>The permission that a refusal names; null: it names none.</summary>
    public static Permission? Missing(this PortalError error) =>
        error.Figures?.GetValueOrDefault("permission") is { } name && s_byName.TryGetValue(name, out var permission) ? permission : null;

    /// <summary>Figures stand in the words by their names, e.g. <c>{remaining}</c>.</summary>
    private static string WithFigures(string text, PortalError error) => (error.Figures ?? new Dictionary<string, string>())
        .Aggregate(text, (said, figure) => said.Replace($"{{{figure.Key}}}", figure.Value, StringComparison.Ordinal));

    private static string HoldersOf(Permission missing, IStringLocalizer<ProblemText> words)
    {
        var holders = Permissions.HeldBy(missing).Select(role => words[$"holders.{role}"].Value).ToList();
        var named = holders.Count > 1 ? words["holders.and", string.Join(", ", holders[..^1]), holders[^1]].Value : holders.FirstOrDefault();
        return named is null ? words["forbidden.platform"] : words["forbidden.held", char.ToUpperInvariant(named[0]) + named[1..]];
    }

    private static string KeyOf(PortalError error, IStringLocalizer<ProblemText> words) =>
        error.Reason is { } reason && !words[$"{reason}.title"].ResourceNotFound ? reason : error.Code;

    /// <summary>The HTTP status that says the same.</summary>
    public static int StatusOf(ErrorKind kind) => kind switch
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
        if (context.Arguments.OfType<IJsonBody>().Any(body => !body.IsRead))
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
