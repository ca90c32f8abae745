using System.Globalization;
using System.IO.Compression;
using System.Text;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>Bodies that are no notification by their size or their wrapping: told at once, without being read.</summary>
public sealed class SizeTests : IAsyncLifetime
{
    private const string NoJobs = "--Portal:Jobs:Enabled=false";
    private const string Form = "application/x-www-form-urlencoded";
    private const int Hundred = 100 * 1024 * 1024;

    /// <summary>Fifty milliseconds are the goal on an idle machine; a test machine is none.</summary>
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(2);

    private readonly PortalFolder _folder = new();
    private PortalFixture _reads = default!;
    private PortalProcess _portal = default!;
    private PortalCounter _counter = default!;

    public async ValueTask InitializeAsync()
    {
        _reads = await PortalFixture.StartAsync(folder: _folder.Location, settings: NoJobs);
        _counter = await _reads.AddCounterAsync(await _reads.AddTenantAsync());
        _portal = await PortalProcess.StartAsync(_folder.Location, NoJobs);
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _reads.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Trait("Row", "N-15")]
    public async Task N_15_sizes_and_wrappings_get_their_status_soon_and_the_memory_stays_flat()
    {
        var good = PortalNotice.Of(_counter).SignedBy(_counter.Tenant.Alipay);
        (string Headers, byte[] Body, int Status)[] bodies =
        [
            ("Content-Length: 0", [], 400),
            ("", [], 400),
            (Length(Filled(16 * 1024)), Filled(16 * 1024), 200),
            (Length(Filled((16 * 1024) + 1)), Filled((16 * 1024) + 1), 413),
            ($"Content-Length: {Hundred}", good, 413),
            ("Content-Length: 99999999999999", good, 413),
            ("Transfer-Encoding: chunked", Chunked(good), 200),
            ("Transfer-Encoding: chunked", Chunked(new byte[64 * 1024]), 413),
            ("Transfer-Encoding: chunked", "zz\r\n"u8.ToArray(), 400),
            ("Content-Encoding: gzip\r\n" + Length(Zipped(good)), Zipped(good), 415),
            ("Content-Encoding: gzip\r\n" + Length(Zipped(new byte[Hundred / 10])), Zipped(new byte[Hundred / 10]), 415),
            ("Content-Encoding: br\r\n" + Length(good), good, 415),
            ("Content-Type: multipart/form-data; boundary=x\r\n" + Length(good), good, 415),
            ("Content-Type: application/json\r\n" + Length(good), good, 415),
        ];
        var most = await MostMemoryAsync();
        foreach (var (headers, body, status) in bodies.Concat(bodies))
        {
            var (answered, took) = await SendAsync(headers, body);
            Assert.True(status == answered && took < s_soon, $"{headers}: {answered} after {took}");
        }
        for (var i = 0; i < 5; i++)
        {
            Assert.InRange(await SentUntilAnsweredAsync(), 0, Hundred / 2);              // the answer came in the midst of it: what is left need not be taken
        }
        Assert.InRange(await MostMemoryAsync() - most, 0, 96 * 1024 * 1024);
        Assert.Equal(2, (await _reads.CountsAsync(_counter.Tenant)).Messages);            // 16 KiB exactly, and the one in chunks
    }

    private byte[] Filled(int length)
    {
        var notice = PortalNotice.Of(_counter).With("notify_id", "filled").With("trade_no", "20260301000001").With("out_trade_no", "o1");
        var bare = notice.With("filler", "x").SignedBy(_counter.Tenant.Alipay).Length;
        return notice.With("filler", new string('x', length - bare + 1)).SignedBy(_counter.Tenant.Alipay);
    }

    private async Task<(int? Status, TimeSpan Took)> SendAsync(string headers, byte[] body)
    {
        using var connection = await RawConnection.OpenAsync(_portal.Client.BaseAddress!);
        var began = TimeProvider.System.GetTimestamp();
        await connection.SendAsync([.. Encoding.ASCII.GetBytes(Head(headers)), .. body]);
        return (await connection.StatusAsync(), TimeProvider.System.GetElapsedTime(began));
    }

    /// <summary>100 MB in chunks, for as long as nobody answers.</summary>
    /// <returns>How many bytes were sent before the answer.</returns>
    private async Task<int> SentUntilAnsweredAsync()
    {
        using var connection = await RawConnection.OpenAsync(_portal.Client.BaseAddress!);
        await connection.SendAsync(Head("Transfer-Encoding: chunked"));
        var answer = connection.StatusAsync();
        var chunk = Chunked(new byte[64 * 1024])[..^5];
        var sent = 0;
        for (; sent < Hundred && !answer.IsCompleted; sent += chunk.Length)
        {
            await connection.SendAsync(chunk);
        }
        Assert.Equal(413, await answer);
        return sent;
    }

    private string Head(string headers) =>
        $"POST {_counter.NotifyPath} HTTP/1.1\r\nHost: x\r\n{(headers.Contains("Content-Type", StringComparison.Ordinal) ? "" : $"Content-Type: {Form}\r\n")}{(headers.Length > 0 ? headers + "\r\n" : "")}\r\n";

    private static string Length(byte[] body) => $"Content-Length: {body.Length}";

    private static byte[] Chunked(byte[] body) => [.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8];

    private static byte[] Zipped(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }
        return packed.ToArray();
    }

    /// <summary>The most bytes that the portal's process ever held; 0 where the system does not say.</summary>
    private async Task<long> MostMemoryAsync()
    {
        var status = $"/proc/{_portal.Id}/status";
        var line = File.Exists(status) ? (await File.ReadAllLinesAsync(status)).First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal)) : "VmHWM: 0 kB";
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }
}
