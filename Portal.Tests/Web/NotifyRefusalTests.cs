using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

/// <summary>What the notify address refuses: with the status that CONTRACT names, the bare text <c>fail</c>, and no row.</summary>
public sealed class NotifyRefusalTests
{
    private const string Form = "application/x-www-form-urlencoded";

    public static TheoryData<string, HttpStatusCode> Bad { get; } = new()
    {
        { "empty", HttpStatusCode.BadRequest },
        { "one byte over 16 KiB", HttpStatusCode.RequestEntityTooLarge },
        { "1 MiB", HttpStatusCode.RequestEntityTooLarge },
        { "1 MiB in chunks", HttpStatusCode.RequestEntityTooLarge },
        { "gzip", HttpStatusCode.UnsupportedMediaType },
        { "multipart/form-data; boundary=x", HttpStatusCode.UnsupportedMediaType },
        { "application/json", HttpStatusCode.UnsupportedMediaType },
        { "text/xml", HttpStatusCode.UnsupportedMediaType },
        { "application/x-www-form-urlencoded; charset=utf-7", HttpStatusCode.BadRequest },
        { "wrong signature", HttpStatusCode.BadRequest },
        { "no signature", HttpStatusCode.BadRequest },
        { "doubled", HttpStatusCode.BadRequest },
        { "no notify_id", HttpStatusCode.BadRequest },
        { "other seller", HttpStatusCode.BadRequest },
        { "unknown address", HttpStatusCode.NotFound },
        { "GET", HttpStatusCode.MethodNotAllowed },
        { "HEAD", HttpStatusCode.MethodNotAllowed },
        { "PUT", HttpStatusCode.MethodNotAllowed },
    };

    [Fact]
    [Trait("Row", "N-15")]
    [Trait("Row", "N-21")]
    public async Task Bad_messages_get_their_status_and_leave_no_row()
    {
        await using var portal = await PortalFixture.StartAsync();
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        foreach (var (what, status) in Bad.Select(row => row.Data))
        {
            using var answer = await portal.Client.SendAsync(Request(what, counter));
            Assert.True(status == answer.StatusCode, $"{what}: {answer.StatusCode}");
            Assert.Equal(what == "HEAD" ? "" : "fail", await answer.Content.ReadAsStringAsync());
            Assert.Equal("text/plain", answer.Content.Headers.ContentType?.ToString());
        }
        Assert.Equal((0, 0), await portal.ReadAsync(counter.Tenant, async db => (await db.Notifications.CountAsync(), await db.Payments.CountAsync())));
        Assert.DoesNotContain(portal.Log.Lines, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Row", "N-07")]
    public async Task A_refusal_is_one_log_line_without_a_value_of_the_message()
    {
        await using var portal = await PortalFixture.StartAsync();
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        var notice = PortalNotice.Of(counter).With("buyer_email", "canary-of-a-buyer");
        using var answer = await portal.Client.PostAsync(counter.NotifyPath, Body(notice.With("sign", "00").With("sign_type", "MD5").Unsigned()));
        Assert.Single(portal.Log.Lines, line => line.Contains("A notification was refused: Signature", StringComparison.Ordinal));
        Assert.DoesNotContain(portal.Log.Lines, line => line.Contains("canary", StringComparison.Ordinal) || line.Contains(notice.TradeNo, StringComparison.Ordinal));
    }

    private static HttpRequestMessage Request(string what, PortalCounter counter)
    {
        var notice = PortalNotice.Of(counter);
        var good = notice.SignedBy(counter.Tenant.Alipay);
        var path = what == "unknown address" ? $"/alipay/notify/{new string('0', 32)}" : counter.NotifyPath;
        return what switch
        {
            "GET" or "HEAD" => new(new HttpMethod(what), path),
            "PUT" => new(HttpMethod.Put, path) { Content = Body(good) },
            "empty" => Post(path, Body([])),
            "one byte over 16 KiB" => Post(path, Body(Filled(good, (16 * 1024) + 1))),
            "1 MiB" => Post(path, Body(Filled(good, 1024 * 1024))),
            "1 MiB in chunks" => Chunked(Post(path, Body(Filled(good, 1024 * 1024)))),
            "gzip" => Post(path, Gzipped(good)),
            "wrong signature" => Post(path, Body([.. good[..^40], .. "0000000000000000000000000&sign_type=MD5"u8])),
            "no signature" => Post(path, Body(notice.Unsigned())),
            "doubled" => Post(path, Body([.. good, .. "&trans_amount=1.00"u8])),
            "no notify_id" => Post(path, Body(notice.Without("notify_id").SignedBy(counter.Tenant.Alipay))),
            "other seller" => Post(path, Body(notice.With("seller_id", "2088999999999999").SignedBy(counter.Tenant.Alipay))),
            "unknown address" => Post(path, Body(notice.With("sign", "00").With("sign_type", "MD5").Unsigned())),
            var type => Post(path, Body(good, type)),
        };
    }

    private static HttpRequestMessage Post(string path, HttpContent body) => new(HttpMethod.Post, path) { Content = body };

    private static HttpRequestMessage Chunked(HttpRequestMessage request)
    {
        request.Headers.TransferEncodingChunked = true;
        return request;
    }

    private static byte[] Filled(byte[] form, int length) => [.. form, .. Encoding.ASCII.GetBytes("&filler=".PadRight(length - form.Length, 'x'))];

    private static ByteArrayContent Body(byte[] bytes, string type = Form)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    private static ByteArrayContent Gzipped(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }
        var content = Body(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
