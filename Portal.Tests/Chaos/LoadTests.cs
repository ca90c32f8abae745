using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Tests.TestKit;
using Portal.Web.Realtime;

namespace Portal.Tests.Chaos;

/// <summary>R8, its counts and its order: three hundred messages a second while a hundred pages are open. Each page gets each payment of its counter
/// once and in order, a page of another tenant nothing. How long it takes is measured by <c>bench/</c>.</summary>
[Trait("Figure", "R8")]
public sealed class LoadTests
{
    private const int Counters = 10;
    private const int PagesEach = 10;
    private const int PerSecond = 300;
    private static readonly string[] s_settings = ["--Portal:Jobs:Enabled=false", "--Portal:Limits:OpenPerPerson=200", "--Portal:Limits:OpenPerAddress=200"];
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(5);

    [Fact]
    [Trait("Row", "R8")]
    public async Task Under_load_every_open_page_gets_every_payment_once_and_in_order()
    {
        var seconds = Figures.Size("R8", 15, 1800);
        await using var portal = await PortalFixture.StartAsync(settings: s_settings);
        var (acknowledged, wrong) = await RunAsync(portal, seconds);
        Figures.Print(string.Create(CultureInfo.InvariantCulture,
            $"R8: {seconds} s at {PerSecond} a second with {Counters * PagesEach} pages: {acknowledged} acknowledged of {seconds * PerSecond}, {wrong.Count} pages wrong"));
        Assert.Empty(wrong);
        Assert.Equal(seconds * PerSecond, acknowledged);
    }

    [Fact]
    public async Task Under_load_every_open_page_gets_every_payment_once_and_in_order_control()
    {
        await using var portal = await PortalFixture.StartAsync(settings: s_settings, replace: services =>
            services.Replace(ServiceDescriptor.Singleton<IPaymentFeed>(parts => new LeakyFeed(parts.GetRequiredService<PaymentFeed>()))));
        Assert.NotEmpty((await RunAsync(portal, seconds: 2)).Wrong);
    }

    /// <returns>How many messages were acknowledged, and what pages got that should have got something else.</returns>
    private static async Task<(int Acknowledged, IReadOnlyList<string> Wrong)> RunAsync(PortalFixture portal, int seconds)
    {
        var tenant = await portal.AddTenantAsync();
        var counters = new List<PortalCounter>();
        var pages = new List<Page>();
        var cookies = (await portal.SignInAsync(tenant)).Cookies;
        for (var i = 0; i < Counters; i++)
        {
            counters.Add(await portal.AddCounterAsync(tenant, $"Till {i}"));
            for (var j = 0; j < PagesEach; j++)
            {
                pages.Add(await Page.OpenAsync(portal.Address, cookies, counters[i]));
            }
        }
        var stranger = await Page.OpenAsync(portal.Address, (await portal.SignInAsync(await portal.AddTenantAsync("London Noodles", "GBP"))).Cookies, null);
        var sent = await SendAsync(portal, counters, seconds);
        await AllCameAsync(pages, sent.Count * PagesEach);
        var wrong = pages
            .Select(page => page.WhatIsWrong(sent.Where(trade => trade.Counter == page.Counter).Select(trade => trade.TradeNo).ToHashSet()))
            .OfType<string>().ToList();
        if (stranger.Received > 0)
        {
            wrong.Add($"another tenant's page received {stranger.Received}");
        }
        foreach (var page in pages.Append(stranger))
        {
            await page.DisposeAsync();
        }
        return (sent.Count, wrong);
    }

    /// <summary>Until so many rows came in all, or none comes any more.</summary>
    private static async Task AllCameAsync(List<Page> pages, int rows)
    {
        var (before, since) = (-1, TimeProvider.System.GetTimestamp());
        using var look = new PeriodicTimer(s_tick);
        for (var came = 0; came < rows && TimeProvider.System.GetElapsedTime(since) < s_silence; came = pages.Sum(page => page.Received))
        {
            since = came == before ? since : TimeProvider.System.GetTimestamp();
            before = came;
            await look.WaitForNextTickAsync();
        }
    }

    private static async Task<ConcurrentBag<(PortalCounter Counter, string TradeNo)>> SendAsync(PortalFixture portal, List<PortalCounter> counters, int seconds)
    {
        var acknowledged = new ConcurrentBag<(PortalCounter, string)>();
        var sending = new List<Task>();
        var perTick = (int)(PerSecond * s_tick.TotalSeconds);
        using var ticks = new PeriodicTimer(s_tick);
        for (var sent = 0; sent < seconds * PerSecond;)
        {
            await ticks.WaitForNextTickAsync();
            for (var i = 0; i < perTick; i++, sent++)
            {
                sending.Add(SendOneAsync(portal, counters[sent % counters.Count], acknowledged));
            }
        }
        await Task.WhenAll(sending);
        return acknowledged;
    }

    private static async Task SendOneAsync(PortalFixture portal, PortalCounter counter, ConcurrentBag<(PortalCounter, string)> acknowledged)
    {
        var notice = PortalNotice.Of(counter);
        using var answer = await portal.NotifyAsync(counter, notice);
        if (await answer.Content.ReadAsStringAsync() == "success")
        {
            acknowledged.Add((counter, notice.TradeNo));
        }
    }

    /// <summary>Loses one row in a hundred on its way to the pages.</summary>
    private sealed class LeakyFeed(IPaymentFeed feed) : IPaymentFeed
    {
        public IDisposable Subscribe(Audience audience, CounterId? only, long after, Func<FeedNews, Task> handler) =>
            feed.Subscribe(audience, only, after, news => handler(news with { Rows = [.. news.Rows.Where(row => row.Sequence % 100 != 0)] }));

        public Task<DayTotals> TotalsAsync(Audience audience, CancellationToken ct) => feed.TotalsAsync(audience, ct);
    }
}
