using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Notifications;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Alipay.Wire;
using Portal.Tests.Inbox;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos;

/// <summary>R5: forged and altered messages of every kind, over HTTP. None is accepted, and none leaves a row.</summary>
[Trait("Figure", "R5")]
public sealed class ForgeryTests
{
    private const int Hands = 8;
    private const int OneInStolen = 500;

    /// <summary>True messages are made once: signing one costs more than bending it a hundred times.</summary>
    private const int Originals = 64;

    private sealed record Found(int Sent, int Kinds, int Accepted, long Written);

    [Fact]
    [Trait("Row", "R5")]
    public async Task Whatever_is_forged_or_altered_is_refused_and_leaves_no_row()
    {
        var (messages, seed) = (Figures.Size("R5", 100_000, 1_000_000), Figures.Seed());
        var found = await RunAsync(messages, seed, null);
        Figures.Print(string.Create(CultureInfo.InvariantCulture,
            $"R5 seed {seed}: {found.Sent} forged of {found.Kinds} kinds: accepted = {found.Accepted}, rows written = {found.Written}"));
        Assert.Equal((messages, 0, 0), (found.Sent, found.Accepted, found.Written));
        Assert.InRange(found.Kinds, 20, int.MaxValue);
    }

    [Fact]
    public async Task Whatever_is_forged_or_altered_is_refused_and_leaves_no_row_control()
    {
        var found = await RunAsync(5_000, Figures.Seed(), services => services.Replace(ServiceDescriptor.Singleton<INotificationReader>(new SellerBlindReader())));
        Assert.InRange(found.Accepted, 1, int.MaxValue);
        Assert.InRange(found.Written, 1, int.MaxValue);
    }

    private static async Task<Found> RunAsync(int messages, int seed, Action<IServiceCollection>? replace)
    {
        using var folder = new PortalFolder();
        await using var portal = await PortalFixture.StartAsync(folder: folder.Location, settings: Stage.OnlyTakes, replace: replace);
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync(algorithm: SignAlgorithm.Rsa2));
        var neighbour = await portal.AddCounterAsync(await portal.AddTenantAsync("London Noodles", "GBP", SignAlgorithm.Rsa2));     // the same gateway key signs for both
        var originals = Enumerable.Range(0, Originals).Select(_ => PortalNotice.Of(counter)).ToList();
        var signers = originals.ConvertAll(notice => new RememberedSigner(counter.Tenant.Alipay));
        var (sent, accepted, rows) = (0, 0, Rows(folder));
        await Task.WhenAll(Enumerable.Range(0, Hands).Select(hand => Task.Run(async () =>
        {
            var random = new Random(seed + hand);
            while (Interlocked.Increment(ref sent) <= messages)
            {
                var pick = random.Next(Originals);
                var body = random.Next(OneInStolen) == 0
                    ? PortalNotice.Of(neighbour).SignedBy(neighbour.Tenant.Alipay)
                    : random.GetItems(Forgery.All.ToArray(), 1)[0].Make(originals[pick], signers[pick], random);
                using var answer = await portal.PostAsync(counter.NotifyPath, body);
                if (answer.IsSuccessStatusCode || await answer.Content.ReadAsStringAsync() != "fail")
                {
                    Interlocked.Increment(ref accepted);
                }
            }
        })));
        return new Found(sent - Hands, Forgery.All.Count + 1, accepted, Rows(folder) - rows);
    }

    private static long Rows(PortalFolder folder) => folder.Count("Notifications") + folder.Count("Payments") + folder.Count("PaymentSteps") + folder.Count("PaymentEvents");

    /// <summary>Signs the same text once.</summary>
    private sealed class RememberedSigner(ISigner signer) : ISigner
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

        public string SignType => signer.SignType;

        public string Sign(ReadOnlySpan<byte> data)
        {
            var text = Convert.ToBase64String(data);
            return _known.TryGetValue(text, out var known) ? known : _known[text] = signer.Sign(data);
        }
    }

    /// <summary>Reads as the product does and forgets for whom the message was.</summary>
    private sealed class SellerBlindReader : INotificationReader
    {
        private readonly NotificationReader _reader = new();

        public NoticeReading Read(ReadOnlyMemory<byte> body, string? contentType, IVerifier verifier) =>
            _reader.Read(body, contentType, verifier) is NoticeReading.Verified verified
                ? verified with { Notice = verified.Notice with { SellerId = null } }
                : new NoticeReading.Refused(NoticeRefusal.Signature);

        public string? SellerOf(ReadOnlyMemory<byte> body, string? contentType) => _reader.SellerOf(body, contentType);
    }
}
