using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

/// <summary>What the notify address believes: stored before <c>success</c>, booked by the signed query alone.</summary>
public sealed class NotifyTests
{
    [Theory]
    [Trait("Row", "trap 26")]
    [Trait("Row", "trap 30")]
    [Trait("Row", "trap 31")]
    [InlineData(SignAlgorithm.Md5)]
    [InlineData(SignAlgorithm.Rsa2)]
    public async Task A_right_message_is_answered_seven_letters_and_becomes_a_paid_payment(SignAlgorithm algorithm)
    {
        await using var portal = await PortalFixture.StartAsync();
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync(algorithm: algorithm));
        var notice = PortalNotice.Of(counter);
        portal.Gateway.Holds(notice.Trade());
        using var answer = await SendAsync(portal, counter, notice);
        Assert.Equal("success"u8.ToArray(), await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal((HttpStatusCode.OK, "text/plain"), (answer.StatusCode, answer.Content.Headers.ContentType?.ToString()));
        await PortalWait.UntilAsync("the payment is paid", () => portal.ReadAsync(counter.Tenant, db => db.Payments.AnyAsync(row => row.Status == PaymentStatus.Paid)));
        Assert.DoesNotContain("notify_verify", portal.Gateway.ServicesAsked);                    // the signature and the query decide
    }

    [Fact]
    [Trait("Row", "trap 28")]
    [Trait("Row", "trap 29")]
    public async Task A_message_is_never_booked_as_paid_while_the_gateway_is_silent()
    {
        await using var portal = await PortalFixture.StartAsync();
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        var notice = PortalNotice.Of(counter);
        portal.Gateway.IsSilent = true;
        using var answer = await SendAsync(portal, counter, notice);
        await PortalWait.UntilAsync("the doubt is booked", () => portal.ReadAsync(counter.Tenant, db => db.Payments.AnyAsync(row => row.Status == PaymentStatus.Unknown)));
        Assert.True(portal.Gateway.TimesAsked(notice.TradeNo) > 0);
    }

    [Theory]
    [Trait("Row", "N-22")]
    [InlineData("1e3")]
    [InlineData("-1")]
    [InlineData("12.345")]
    [InlineData("999999999999999")]
    [InlineData("1\0")]
    public async Task A_rightly_signed_message_with_a_bad_amount_is_stored_and_alarmed(string amount)
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        using var answer = await SendAsync(portal, counter, PortalNotice.Of(counter, amount));
        Assert.Equal("success", await answer.Content.ReadAsStringAsync());
        Assert.Equal(1, await portal.ReadAsync(counter.Tenant, db => db.Notifications.CountAsync()));
        Assert.Equal(AlarmKind.UnreadableAmount, await portal.ReadAsync(counter.Tenant, db => db.Alarms.Select(alarm => alarm.Kind).SingleAsync()));
    }

    [Fact]
    [Trait("Row", "N-01")]
    [Trait("Row", "trap 26")]
    [Trait("Row", "trap 27")]
    public async Task A_message_that_comes_fifty_times_at_once_makes_one_row_and_one_payment()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        var notice = PortalNotice.Of(counter);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SendAsync(portal, counter, notice)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal((1, 1), await portal.ReadAsync(counter.Tenant, async db => (await db.Notifications.CountAsync(), await db.Payments.CountAsync())));
    }

    [Fact]
    [Trait("Row", "N-19")]
    public async Task A_right_message_to_an_unknown_address_is_kept_as_an_orphan()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        using var answer = await SendAsync(portal, counter with { Token = new string('0', 32) }, PortalNotice.Of(counter));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(NoticeVerdict.Orphan, await portal.ReadAsync(counter.Tenant, db => db.Notifications.Select(row => row.Verdict).SingleAsync()));
        Assert.Equal(AlarmKind.OrphanNotification, await portal.ReadAsync(counter.Tenant, db => db.Alarms.Select(alarm => alarm.Kind).SingleAsync()));
    }

    [Fact]
    [Trait("Row", "D-05")]
    public async Task While_another_writes_the_message_is_busy_and_afterwards_it_is_stored()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        var notice = PortalNotice.Of(counter);
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(portal.Folder, "portal.db")};Pooling=False"))
        {
            await other.OpenAsync();
            await using var holding = await other.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
            using var busy = await SendAsync(portal, counter, notice);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "fail"), (busy.StatusCode, await busy.Content.ReadAsStringAsync()));
            Assert.True(busy.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            using var seller = await SendAsync(portal, counter, notice.With("seller_id", "2088999999999999"));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, seller.StatusCode);
        }
        using var again = await SendAsync(portal, counter, notice);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    private static Task<HttpResponseMessage> SendAsync(PortalFixture portal, PortalCounter counter, PortalNotice notice)
    {
        var content = new ByteArrayContent(notice.SignedBy(counter.Tenant.Alipay));
        content.Headers.ContentType = new("application/x-www-form-urlencoded");
        return portal.Client.PostAsync(counter.NotifyPath, content);
    }
}
