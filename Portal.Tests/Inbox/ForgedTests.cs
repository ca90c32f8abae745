using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Alarms;
using Portal.Domain.Notifications;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Alipay.Wire;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>Messages that Alipay did not sign as they are: refused with 400, and nothing is left of them but a count and a line without values.</summary>
public sealed class ForgedTests
{
    private const int Rounds = 4;

    [Theory]
    [Trait("Row", "N-07")]
    [Trait("Row", "7.5 forged signature")]
    [InlineData(SignAlgorithm.Md5)]
    [InlineData(SignAlgorithm.Rsa2)]
    public async Task N_07_no_forgery_of_any_kind_is_believed_stored_or_asked_about(SignAlgorithm algorithm)
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync(algorithm: algorithm);
        var counter = await portal.AddCounterAsync(tenant);
        Assert.True(Forgery.All.Count >= 20);
        Assert.Empty(await BelievedAsync(portal, counter));
        Assert.Equal((0, 0), await portal.CountsAsync(tenant));
        await PortalWait.UntilAsync("so many are alarmed", () => portal.ReadAsync(tenant, db => db.Alarms.AnyAsync(alarm => alarm.Kind == AlarmKind.ForgedNotifications)));
        Assert.Equal(1, portal.Gateway.CodesMade);
        Assert.Equal(0, portal.Gateway.TimesAskedOfTrades);
        var lines = portal.Log.Lines.Where(line => line.Contains("A notification was refused", StringComparison.Ordinal)).ToList();
        Assert.InRange(lines.Count, 1, Forgery.All.Count * Rounds / 2);                         // sampled
        Assert.DoesNotContain(lines, line => line.Contains("138****", StringComparison.Ordinal) || line.Contains("20260301", StringComparison.Ordinal));
    }

    [Fact]
    public async Task N_07_no_forgery_of_any_kind_is_believed_stored_or_asked_about_control()
    {
        await using var portal = await PortalFixture.StartAsync(
            settings: "--Portal:Jobs:Enabled=false", replace: services => services.Replace(ServiceDescriptor.Singleton<INotificationReader>(new GullibleReader())));
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        Assert.NotEmpty(await BelievedAsync(portal, counter));
    }

    [Theory]
    [Trait("Row", "N-08")]
    [InlineData(SignAlgorithm.Md5)]
    [InlineData(SignAlgorithm.Rsa2)]
    public async Task N_08_whatever_field_is_altered_added_to_or_taken_away_after_signing_it_is_refused(SignAlgorithm algorithm)
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync(algorithm: algorithm));
        var notice = PortalNotice.Of(counter);
        var sign = counter.Tenant.Alipay.Sign(System.Text.Encoding.UTF8.GetBytes(StringToSign.Of(notice.Fields)));
        var signed = notice.With("sign", sign).With("sign_type", counter.Tenant.Alipay.SignType);
        foreach (var name in notice.Fields.Keys)
        {
            foreach (var altered in new[] { signed.With(name, signed.Fields[name] + "1"), signed.With(name, signed.Fields[name][1..]), signed.With(name, ""), signed.Without(name) })
            {
                using var answer = await portal.PostAsync(counter.NotifyPath, altered.Unsigned());
                Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{name}: {answer.StatusCode}");
            }
        }
        Assert.Equal((0, 0), await portal.CountsAsync(counter.Tenant));
        using var whole = await portal.PostAsync(counter.NotifyPath, signed.Unsigned());
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);                                     // the same bytes unaltered are believed
    }

    [Fact]
    [Trait("Row", "N-11")]
    public async Task N_11_the_message_does_not_choose_the_algorithm()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var rsa2 = await portal.AddCounterAsync(await portal.AddTenantAsync("Strong", algorithm: SignAlgorithm.Rsa2));
        var md5 = await portal.AddCounterAsync(await portal.AddTenantAsync("Plain"));
        foreach (var (what, counter, body) in new[]
        {
            ("MD5 with the public key for a secret", rsa2, PortalNotice.Of(rsa2).SignedBy(new Md5Signature(PortalKeys.AlipayPublicKey))),
            ("MD5 with no secret", rsa2, PortalNotice.Of(rsa2).SignedBy(new Md5Signature(""))),
            ("the right key by RSA", rsa2, PortalNotice.Of(rsa2).SignedBy(PortalKeys.AlipayOldSigner)),
            ("RSA called RSA2", rsa2, PortalNotice.Of(rsa2).SignedBy(new Named(PortalKeys.AlipayOldSigner, "RSA2"))),
            ("RSA2 called RSA", rsa2, PortalNotice.Of(rsa2).SignedBy(new Named(PortalKeys.AlipaySigner, "RSA"))),
            ("rsa2", rsa2, PortalNotice.Of(rsa2).SignedBy(new Named(PortalKeys.AlipaySigner, "rsa2"))),
            ("RSA2 with a blank", rsa2, PortalNotice.Of(rsa2).SignedBy(new Named(PortalKeys.AlipaySigner, "RSA2 "))),
            ("none", rsa2, PortalNotice.Of(rsa2).SignedBy(new Named(PortalKeys.AlipaySigner, "none"))),
            ("absent", rsa2, PortalNotice.Of(rsa2).SignedBy(new Named(PortalKeys.AlipaySigner, ""))),
            ("RSA2 at an MD5 account", md5, PortalNotice.Of(md5).SignedBy(PortalKeys.AlipaySigner)),
            ("md5", md5, PortalNotice.Of(md5).SignedBy(new Named(md5.Tenant.Alipay, "md5"))),
        })
        {
            using var answer = await portal.PostAsync(counter.NotifyPath, body);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{what}: {answer.StatusCode}");
        }
        Assert.Equal(((0, 0), (0, 0)), (await portal.CountsAsync(rsa2.Tenant), await portal.CountsAsync(md5.Tenant)));
        await portal.ReportAsync(rsa2);
        await portal.ReportAsync(md5);
    }

    /// <summary>The check: forgeries that were answered anything but 400 <c>fail</c>. The seed repeats a failure.</summary>
    private static async Task<IReadOnlyList<string>> BelievedAsync(PortalFixture portal, PortalCounter counter)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var believed = new List<string>();
        foreach (var forgery in Enumerable.Repeat(Forgery.All, Rounds).SelectMany(all => all))
        {
            using var answer = await portal.PostAsync(counter.NotifyPath, forgery.Make(PortalNotice.Of(counter), counter.Tenant.Alipay, random));
            if ((answer.StatusCode, await answer.Content.ReadAsStringAsync()) != (HttpStatusCode.BadRequest, "fail"))
            {
                believed.Add($"{forgery}: {answer.StatusCode}");
            }
        }
        return believed;
    }

    private sealed class Named(ISigner signer, string type) : ISigner
    {
        public string SignType => type;

        public string Sign(ReadOnlySpan<byte> data) => signer.Sign(data);
    }

    /// <summary>Reads as the product does, but believes every signature.</summary>
    private sealed class GullibleReader : INotificationReader, IVerifier
    {
        private readonly NotificationReader _reader = new();

        public string SignType => Md5Signature.Name;

        public NoticeReading Read(ReadOnlyMemory<byte> body, string? contentType, IVerifier verifier) => _reader.Read(body, contentType, this);

        public string? SellerOf(ReadOnlyMemory<byte> body, string? contentType) => _reader.SellerOf(body, contentType);

        public bool Verify(ReadOnlySpan<byte> data, string signature) => true;
    }
}
