using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Alipay.Wire;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos;

/// <summary>R6: a thousand messages, each replayed over and over to two processes, one of which is restarted midway. A thousand rows.</summary>
[Trait("Figure", "R6")]
public sealed class ReplayTests
{
    private const int Messages = 1000;
    private const int Hands = 8;

    private sealed record Rows(long Messages, long Payments, long Changes);

    [Fact]
    [Trait("Row", "R6")]
    [Trait("Row", "N-01")]
    public async Task Replays_make_no_rows()
    {
        var replays = Figures.Size("R6", 10_000, 100_000);
        using var folder = new PortalFolder();
        var counter = await Stage.CounterAsync(folder);
        var bodies = Bodies(counter);
        await using var first = await PortalProcess.StartAsync(folder.Location, Stage.OnlyTakes);
        var acknowledged = 0;
        await using (var second = await PortalProcess.StartAsync(folder.Location, Stage.OnlyTakes))
        {
            acknowledged += await ReplayAsync([first.Client, second.Client], counter, bodies, replays / 2);
            await second.TerminateAsync();
        }
        await using (var again = await PortalProcess.StartAsync(folder.Location, Stage.OnlyTakes))
        {
            acknowledged += await ReplayAsync([first.Client, again.Client], counter, bodies, replays - (replays / 2));
        }
        var rows = Count(folder);
        Figures.Print(string.Create(CultureInfo.InvariantCulture, $"R6: {replays} replays of {Messages} to two processes, {acknowledged} acknowledged: {rows.Messages} messages, {rows.Payments} payments, {rows.Changes} pushes"));
        Assert.Equal(new Rows(Messages, Messages, Messages), rows);
        Assert.Equal(replays, acknowledged);
    }

    [Fact]
    public async Task Replays_make_no_rows_control()
    {
        using var folder = new PortalFolder();
        await using var portal = await PortalFixture.StartAsync(folder: folder.Location, settings: Stage.OnlyTakes, replace: services =>
            services.Replace(ServiceDescriptor.Singleton<INotificationReader>(new ForgetfulReader(new NotificationReader()))));
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        await ReplayAsync([portal.Client], counter, Bodies(counter), 2 * Messages);
        Assert.NotEqual(new Rows(Messages, Messages, Messages), Count(folder));
    }

    private static List<byte[]> Bodies(PortalCounter counter) => [.. Enumerable.Range(0, Messages).Select(_ => PortalNotice.Of(counter).SignedBy(counter.Tenant.Alipay))];

    /// <returns>How many were answered <c>success</c>.</returns>
    private static async Task<int> ReplayAsync(HttpClient[] portals, PortalCounter counter, List<byte[]> bodies, int times)
    {
        var (next, acknowledged) = (-1, 0);
        await Task.WhenAll(Enumerable.Range(0, Hands).Select(hand => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < times; i = Interlocked.Increment(ref next))
            {
                using var body = new ByteArrayContent(bodies[i % Messages]);
                using var answer = await portals[hand % portals.Length].PostAsync(counter.NotifyPath, body);
                if (await answer.Content.ReadAsStringAsync() == "success")
                {
                    Interlocked.Increment(ref acknowledged);
                }
            }
        })));
        return acknowledged;
    }

    private static Rows Count(PortalFolder folder) => new(folder.Count("Notifications"), folder.Count("Payments"), folder.Count("PaymentEvents"));

    /// <summary>Takes each message for a new one: the number by which duplicates are known is drawn.</summary>
    private sealed class ForgetfulReader(INotificationReader reader) : INotificationReader
    {
        public NoticeReading Read(ReadOnlyMemory<byte> body, string? contentType, IVerifier verifier) =>
            reader.Read(body, contentType, verifier) is NoticeReading.Verified verified
                ? verified with { Notice = verified.Notice with { NotifyId = Guid.NewGuid().ToString("N") } }
                : throw new InvalidOperationException("The test sends nothing else.");

        public string? SellerOf(ReadOnlyMemory<byte> body, string? contentType) => reader.SellerOf(body, contentType);
    }
}
