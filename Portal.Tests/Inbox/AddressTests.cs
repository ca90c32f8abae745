using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>The address as strangers see it: one method, one kind of body, and no way to learn which tokens exist.</summary>
public sealed class AddressTests(InboxStand stand) : IClassFixture<InboxStand>, IAsyncLifetime
{
    private PortalCounter _counter = default!;

    private PortalFixture Portal => stand.Portal;

    public async ValueTask InitializeAsync() => _counter = await stand.ACounterAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [Trait("Row", "N-21")]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("PROPFIND")]
    [InlineData("post")]
    public async Task N_21_any_method_but_post_is_405_and_says_which_is_right(string method)
    {
        using var connection = await RawConnection.OpenAsync(Portal.Address);
        await connection.SendAsync($"{method} {_counter.NotifyPath} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(method == "post" ? 400 : 405, await connection.StatusAsync());            // an empty form is 400: small letters are read as the method meant
        Assert.Equal((0, 0), await Portal.CountsAsync(_counter.Tenant));
    }

    [Theory]
    [Trait("Row", "N-21")]
    [InlineData("application/json", 415)]
    [InlineData("application/json; charset=utf-8", 415)]
    [InlineData("application/problem+json", 415)]
    [InlineData("text/xml", 415)]
    [InlineData("application/xml", 415)]
    [InlineData("application/soap+xml", 415)]
    [InlineData("multipart/form-data; boundary=x", 415)]
    [InlineData("MULTIPART/mixed", 415)]
    [InlineData("application/x-www-form-urlencoded", 200)]
    [InlineData("text/html;charset=UTF-8", 200)]                 // Alipay's own has been seen irregular
    [InlineData("text/plain", 200)]
    [InlineData("nonsense", 200)]
    [InlineData(null, 200)]
    public async Task N_21_only_what_is_surely_no_form_is_415(string? contentType, int status)
    {
        using var answer = await Portal.PostAsync(_counter.NotifyPath, PortalNotice.Of(_counter).SignedBy(_counter.Tenant.Alipay), contentType);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 200 ? (1, 1) : (0, 0), await Portal.CountsAsync(_counter.Tenant));
    }

    [Theory]
    [Trait("Row", "N-22")]
    [InlineData("JPY", "1000.5", null)]
    [InlineData("JPY", "1000.00", 1000L)]
    [InlineData("JPY", "1000", 1000L)]
    [InlineData("KRW", "0.5", null)]
    [InlineData("HKD", "1.005", null)]
    [InlineData("HKD", "1.500", 150L)]
    [InlineData("HKD", "1e3", null)]
    [InlineData("HKD", "１", null)]
    [InlineData("HKD", "-1", null)]
    [InlineData("HKD", "+1", null)]
    [InlineData("HKD", "0", null)]
    [InlineData("HKD", "1,000", null)]
    [InlineData("HKD", "12345678901234567890", null)]
    [InlineData("HKD", "100000000.01", null)]
    [InlineData("HKD", "NaN", null)]
    public async Task N_22_an_amount_is_read_exactly_or_not_at_all(string currency, string amount, long? minor)
    {
        var counter = await stand.ACounterAsync(currency);
        using var answer = await Portal.NotifyAsync(counter, PortalNotice.Of(counter, amount));
        Assert.Equal("success", await answer.Content.ReadAsStringAsync());                     // the money is real: stored, and the query decides
        Assert.Equal(minor, await Portal.ReadAsync(counter.Tenant, db => db.Payments.Select(row => row.AmountMinor).SingleAsync()));
        var alarms = await Portal.ReadAsync(counter.Tenant, db => db.Alarms.Select(alarm => alarm.Kind).ToListAsync());
        Assert.Equal(minor is null ? [AlarmKind.UnreadableAmount] : [], alarms);
    }

    [Fact]
    [Trait("Row", "N-26")]
    public async Task N_26_a_token_that_does_not_exist_costs_about_what_one_costs_that_does()
    {
        const int Rounds = 200;
        Assert.Matches("^[0-9a-f]{32}$", _counter.Token);                                     // 128 bits
        var forged = Forgery.All.Single(forgery => forgery.Name == "a signature by another key");
        var (known, unknown) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = 0; round < Rounds; round++)
        {
            var body = forged.Make(PortalNotice.Of(_counter), _counter.Tenant.Alipay, Random.Shared);
            known.Add(await TookAsync(_counter.NotifyPath, body, HttpStatusCode.BadRequest));
            unknown.Add(await TookAsync($"/alipay/notify/{Guid.NewGuid():N}", body, HttpStatusCode.NotFound));
        }
        var ratio = Median(unknown.Skip(20)) / Median(known.Skip(20));
        TestContext.Current.TestOutputHelper?.WriteLine($"unknown / known: {ratio:0.00} of {Median(known.Skip(20)).TotalMilliseconds:0.000} ms");
        Assert.InRange(ratio, 0.2, 6);
        Assert.Equal((0, 0), await Portal.CountsAsync(_counter.Tenant));
    }

    private async Task<TimeSpan> TookAsync(string path, byte[] body, HttpStatusCode status)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var answer = await Portal.PostAsync(path, body);
        Assert.Equal(status, answer.StatusCode);
        return TimeProvider.System.GetElapsedTime(began);
    }

    private static TimeSpan Median(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
