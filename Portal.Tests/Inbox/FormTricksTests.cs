using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Secrets;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>Bodies that two readers could read in two ways: read in one way, or refused; never a fault of ours.</summary>
public sealed class FormTricksTests(InboxStand stand) : IClassFixture<InboxStand>, IAsyncLifetime
{
    private const string Form = "application/x-www-form-urlencoded";
    private PortalCounter _counter = default!;

    private PortalFixture Portal => stand.Portal;

    public async ValueTask InitializeAsync() => _counter = await stand.ACounterAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [Trait("Row", "N-12")]
    [InlineData("&trans_amount=1.00")]
    [InlineData("&trans_amount=88.80")]
    [InlineData("&trans_amount=")]
    [InlineData("&trans_amount")]
    [InlineData("&%74rans_amount=1.00")]
    [InlineData("&trans%5Famount=1.00")]
    [InlineData("&sign=x")]
    [InlineData("&sign_type=MD5")]
    [InlineData("&total_fee=1.00&total_fee=1.00")]
    [InlineData("&trans_amount[]=1.00")]
    [InlineData("&trans_amount%5B0%5D=1.00")]
    [InlineData("&Trans_Amount=1.00")]
    [InlineData("&trans_amount.=1.00")]
    [InlineData(";trans_amount=1.00")]
    [InlineData("&=1")]
    [InlineData("&%00trans_amount=1")]
    public async Task N_12_a_second_value_under_any_spelling_is_refused(string appended)
    {
        byte[] body = [.. PortalNotice.Of(_counter).SignedBy(_counter.Tenant.Alipay), .. Encoding.ASCII.GetBytes(appended)];
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(body));
        Assert.Equal((0, 0), await Portal.CountsAsync(_counter.Tenant));
    }

    [Fact]
    [Trait("Row", "N-12")]
    public async Task N_12_what_stands_in_the_address_is_no_part_of_the_message()
    {
        using var answer = await Portal.PostAsync($"{_counter.NotifyPath}?trans_amount=1.00&seller_id=1&sign=x", PortalNotice.Of(_counter).SignedBy(_counter.Tenant.Alipay));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(8880, await Portal.ReadAsync(_counter.Tenant, db => db.Payments.Select(row => row.ReportedMinor).SingleAsync()));
        var whole = Encoding.ASCII.GetString(PortalNotice.Of(_counter).SignedBy(_counter.Tenant.Alipay));
        using var queryAlone = await Portal.PostAsync($"{_counter.NotifyPath}?{whole}", []);
        Assert.Equal(HttpStatusCode.BadRequest, queryAlone.StatusCode);
        Assert.Equal((1, 1), await Portal.CountsAsync(_counter.Tenant));
    }

    [Theory]
    [Trait("Row", "N-13")]
    [InlineData("C4E3", Form + ";charset=UTF-8", HttpStatusCode.BadRequest)]         // GBK bytes called UTF-8
    [InlineData("C4E3", Form + ";charset=GBK", HttpStatusCode.OK)]
    [InlineData("C080", Form, HttpStatusCode.BadRequest)]                            // overlong
    [InlineData("E08080", Form, HttpStatusCode.BadRequest)]
    [InlineData("EDA080", Form, HttpStatusCode.BadRequest)]                          // half a surrogate pair
    [InlineData("F4908080", Form, HttpStatusCode.BadRequest)]                        // beyond the last character
    [InlineData("FF", Form, HttpStatusCode.BadRequest)]
    [InlineData("80", Form, HttpStatusCode.BadRequest)]
    [InlineData("610062", Form, HttpStatusCode.OK)]                                  // a zero byte inside a value, as it was signed
    [InlineData("EFBBBF41", Form, HttpStatusCode.OK)]
    [InlineData("41", Form + ";charset=utf-16", HttpStatusCode.BadRequest)]
    [InlineData("41", Form + ";charset=utf-7", HttpStatusCode.BadRequest)]
    [InlineData("41", Form + ";charset=\"UTF-8", HttpStatusCode.OK)]
    [InlineData("41", null, HttpStatusCode.OK)]
    [InlineData("2B20", Form, HttpStatusCode.OK)]
    public async Task N_13_bytes_are_verified_as_they_came_or_refused(string value, string? contentType, HttpStatusCode status)
    {
        Assert.Equal(status, await StatusAsync(SignedOverBytes(Convert.FromHexString(value)), contentType));
        Assert.Equal(status == HttpStatusCode.OK ? (1, 1) : (0, 0), await Portal.CountsAsync(_counter.Tenant));
    }

    [Fact]
    [Trait("Row", "N-13")]
    public async Task N_13_blanks_in_the_signature_are_pluses_again_and_broken_percent_signs_are_refused()
    {
        var notice = Enumerable.Range(0, 64).Select(_ => PortalNotice.Of(_counter)).First(one => Encoding.ASCII.GetString(one.SignedBy(_counter.Tenant.Alipay)).Contains("%2B", StringComparison.Ordinal));
        var body = Encoding.ASCII.GetString(notice.SignedBy(_counter.Tenant.Alipay));
        foreach (var broken in new[] { "%", "%2", "%zz", "%u0041" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(Encoding.ASCII.GetBytes($"{body}&x={broken}")));
        }
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Encoding.ASCII.GetBytes(body.Replace("%2B", "+", StringComparison.Ordinal))));
        Assert.Equal((1, 1), await Portal.CountsAsync(_counter.Tenant));
    }

    [Fact]
    [Trait("Row", "N-14")]
    public async Task N_14_a_field_that_nobody_knows_is_verified_kept_in_the_raw_body_and_ignored()
    {
        var body = PortalNotice.Of(_counter).With("brand_new_field", "neu & gut=ja").With("another", "0").SignedBy(_counter.Tenant.Alipay);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(body));
        var (sealedBody, key) = await Portal.ReadAsync(_counter.Tenant, async db =>
            (await db.Notifications.Select(row => row.SealedBody).SingleAsync(), await db.Tenants.Where(row => row.Id == _counter.Tenant.Id).Select(row => row.WrappedDataKey).SingleAsync()));
        Assert.Equal(body, Portal.Get<TenantSecrets>().Decrypt(_counter.Tenant.Id, key, sealedBody));
        Assert.Equal(8880, await Portal.ReadAsync(_counter.Tenant, db => db.Payments.Select(row => row.ReportedMinor).SingleAsync()));
    }

    private async Task<HttpStatusCode> StatusAsync(byte[] body, string? contentType = Form)
    {
        using var answer = await Portal.PostAsync(_counter.NotifyPath, body, contentType);
        Assert.Equal(answer.StatusCode == HttpStatusCode.OK ? "success" : "fail", await answer.Content.ReadAsStringAsync());
        return answer.StatusCode;
    }

    /// <summary>A right message whose subject is these bytes, signed over the bytes as Alipay would.</summary>
    private byte[] SignedOverBytes(byte[] subject)
    {
        var pairs = PortalNotice.Of(_counter).Fields.Select(field => (Name: field.Key, Value: Encoding.UTF8.GetBytes(field.Value)))
            .Append((Name: "subject", Value: subject)).OrderBy(pair => pair.Name, StringComparer.Ordinal).ToList();
        byte[] joined = [.. pairs.SelectMany((pair, i) => (byte[])[.. Encoding.ASCII.GetBytes($"{(i > 0 ? "&" : "")}{pair.Name}="), .. pair.Value])];
        var signer = _counter.Tenant.Alipay;
        pairs.AddRange([("sign", Encoding.ASCII.GetBytes(signer.Sign(joined))), ("sign_type", Encoding.ASCII.GetBytes(signer.SignType))]);
        return Encoding.ASCII.GetBytes(string.Join('&', pairs.Select(pair => $"{pair.Name}={string.Concat(pair.Value.Select(b => $"%{b:X2}"))}")));
    }
}
