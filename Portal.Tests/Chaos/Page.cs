using System.Net.WebSockets;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos;

/// <summary>An open page as the server sees one: a hub connection narrowed to a counter, which keeps what it is pushed.</summary>
internal sealed class Page : IAsyncDisposable
{
    private readonly PortalHubClient _hub;
    private readonly List<(long Sequence, string TradeNo)> _rows = [];
    private readonly Task _reading;

    private Page(PortalHubClient hub, PortalCounter? counter)
    {
        (_hub, Counter) = (hub, counter);
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Null: not narrowed.</summary>
    public PortalCounter? Counter { get; }

    public int Received
    {
        get
        {
            lock (_rows)
            {
                return _rows.Count;
            }
        }
    }

    public static async Task<Page> OpenAsync(Uri portal, string cookies, PortalCounter? counter)
    {
        var hub = await PortalHubClient.ConnectAsync(portal, cookies);
        if (counter is not null)
        {
            await hub.CallAsync("Only", counter.Id.ToString());
        }
        return new Page(hub, counter);
    }

    /// <returns>Null where the page got exactly these, each once, in the order of their numbers.</returns>
    public string? WhatIsWrong(IReadOnlySet<string> expected)
    {
        lock (_rows)
        {
            var got = _rows.Select(row => row.TradeNo).ToList();
            return !expected.SetEquals(got) ? $"{expected.Count} expected, {got.Count} came, {expected.Except(got).Count()} missing"
                : got.Count != expected.Count ? "some came twice"
                : !_rows.Select(row => row.Sequence).SequenceEqual(_rows.Select(row => row.Sequence).Order()) ? "out of order"
                : null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _reading;
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var (target, row) = await _hub.PushAsync();
                Assert.Equal("PaymentChanged", target);
                lock (_rows)
                {
                    _rows.Add((row.GetProperty("sequence").GetInt64(), row.GetProperty("tradeNo").GetString()!));
                }
            }
        }
        catch (Exception closed) when (closed is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // the page was closed
        }
    }
}
