using System.Buffers;
using Portal.Domain.Notifications;

namespace Portal.Web.Features.Notifications;

/// <summary>Where Alipay reports payments. The answer is seven letters or four, as bare text.</summary>
/// <remarks>Source: PROTOCOL 3.4 (acknowledgement); no antiforgery, no redirect, no sign-in stands before it.</remarks>
public static class NotifyEndpoint
{
    public const int MaxBytes = 16 * 1024;
    private static readonly byte[] s_success = "success"u8.ToArray();
    private static readonly byte[] s_fail = "fail"u8.ToArray();
    private static readonly string[] s_otherBodies = ["multipart/", "application/json", "text/json", "application/xml", "text/xml"];

    public static void MapNotify(this IEndpointRouteBuilder routes) =>
        routes.Map("/alipay/notify/{token}", HandleAsync).AllowAnonymous().DisableAntiforgery().ShortCircuit();

    private static async Task HandleAsync(HttpContext http, string token, ReceiveNotification flow, ILoggerFactory logs)
    {
        var request = http.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            http.Response.Headers.Allow = HttpMethods.Post;
            await AnswerAsync(http, StatusCodes.Status405MethodNotAllowed);
            return;
        }
        if (IsOtherBody(request))
        {
            await AnswerAsync(http, StatusCodes.Status415UnsupportedMediaType);
            return;
        }
        if (request.ContentLength > MaxBytes)
        {
            http.Response.Headers.Connection = "close";
            await AnswerAsync(http, StatusCodes.Status413PayloadTooLarge);
            return;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBytes + 1);
        try
        {
            var length = await request.Body.ReadAtLeastAsync(buffer.AsMemory(0, MaxBytes + 1), MaxBytes + 1, throwOnEndOfStream: false, http.RequestAborted);
            await AnswerAsync(http, length > MaxBytes
                ? StatusCodes.Status413PayloadTooLarge
                : StatusOf(await flow.RunAsync(token, buffer.AsMemory(0, length), request.ContentType, http.RequestAborted)));
        }
        catch (BadHttpRequestException broken)
        {
            await AnswerAsync(http, broken.StatusCode);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            logs.CreateLogger(typeof(NotifyEndpoint)).LogError(failed, "A notification could not be looked up or stored; it will come again");
            await AnswerAsync(http, StatusCodes.Status503ServiceUnavailable);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>Only what is surely no form is refused; an absent or odd type is read as one.</summary>
    private static bool IsOtherBody(HttpRequest request) =>
        request.Headers.ContentEncoding.Count > 0
        || s_otherBodies.Any(type => request.ContentType?.TrimStart().StartsWith(type, StringComparison.OrdinalIgnoreCase) == true)
        || request.ContentType?.Contains("+json", StringComparison.OrdinalIgnoreCase) == true
        || request.ContentType?.Contains("+xml", StringComparison.OrdinalIgnoreCase) == true;

    private static int StatusOf(Receipt receipt) => receipt switch
    {
        Receipt.Stored => StatusCodes.Status200OK,
        Receipt.Refused => StatusCodes.Status400BadRequest,
        Receipt.UnknownAddress => StatusCodes.Status404NotFound,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    private static async Task AnswerAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain";
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = "5";
        }
        var body = status == StatusCodes.Status200OK ? s_success : s_fail;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, CancellationToken.None);
    }
}
