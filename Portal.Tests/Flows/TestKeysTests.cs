using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Portal.Domain.Alarms;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;
using Portal.Web.Composition;

namespace Portal.Tests.Flows;

/// <summary>The test of the keys, and what is said of a clock that is wrong.</summary>
public sealed class TestKeysTests
{
    private static readonly IStringLocalizer<GatewayText> s_words =
        new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizer<GatewayText>>();

    private static async Task<KeysTest> TestAsync(GatewayStand stand, Actor? actor = null) =>
        TestPortal.Done(await stand.Portal.Get<TestKeys>().RunAsync(actor ?? stand.Shop.Owner, default));

    public static TheoryData<SignAlgorithm> Algorithms() => [.. Enum.GetValues<SignAlgorithm>()];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_signed_answer_that_there_is_no_such_trade_proves_the_keys(SignAlgorithm algorithm)
    {
        await using var stand = await GatewayStand.StartAsync(algorithm);
        stand.Gateway.Answers(AnswerText.NotFound(stand.Alipay));
        var test = await TestAsync(stand);
        Assert.Equal(new KeysTest(KeysVerdict.Proven), test);
        Assert.Contains("The keys are right", s_words.OfTest(test), StringComparison.Ordinal);
        var request = Assert.Single(stand.Gateway.Received);
        Assert.True(request.IsSignedFor(stand.Alipay));
        Assert.Equal("alipay.acquire.overseas.query", request.Service);
        Assert.StartsWith("20000101", request.Parameters["alipay_trans_id"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ILLEGAL_SIGN")]
    [InlineData("ILLEGAL_PARTNER")]
    [InlineData("HAS_NO_PUBLICKEY")]
    public async Task A_refusal_is_said_in_words(string code)
    {
        await using var stand = await GatewayStand.StartAsync();
        stand.Gateway.Answers(AnswerText.Refusal(code));
        var test = await TestAsync(stand);
        Assert.Equal(new KeysTest(KeysVerdict.Refused, code), test);
        Assert.Contains(s_words[code], s_words.OfTest(test), StringComparison.Ordinal);
        Assert.Single(stand.Gateway.Received);                                                     // and nothing is asked again
    }

    [Fact]
    public async Task An_answer_under_another_key_points_at_the_stored_key_of_alipay()
    {
        await using var stand = await GatewayStand.StartAsync();
        stand.Gateway.Answers(AnswerText.NotFound(stand.Alipay.Stranger()));
        var test = await TestAsync(stand);
        Assert.Equal(new KeysTest(KeysVerdict.AnswerNotBelieved, "bad_sign"), test);
        Assert.Contains("public key", s_words.OfTest(test), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_answer_says_nothing_of_the_keys()
    {
        await using var stand = await GatewayStand.StartAsync();
        stand.Gateway.Reply = Replies.Status(503);
        var test = await TestAsync(stand);
        Assert.Equal(new KeysTest(KeysVerdict.NoAnswer, "http_503"), test);
        Assert.Contains("nothing of the keys", s_words.OfTest(test), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_may_manage_the_gateway_tests_keys_and_only_their_own()
    {
        await using var stand = await GatewayStand.StartAsync();
        var other = await stand.Portal.AShopAsync("London Noodles", currency: "GBP");
        Assert.Equal("not_found", (await Assert.ThrowsAsync<AccessDeniedException>(() => TestAsync(stand, stand.Shop.Owner with { Tenant = other.Id }))).Error.Code);
        Assert.Equal("forbidden", (await Assert.ThrowsAsync<AccessDeniedException>(() => TestAsync(stand, Actor.Job(stand.Shop.Id)))).Error.Code);
        Assert.Empty(stand.Gateway.Received);
        Assert.Equal([Role.Owner], Enum.GetValues<Role>().Where(role => role.Allows(Permission.ManageGateway)));
    }

    [Fact]
    [Trait("Row", "G-12")]
    [Trait("Row", "trap 16")]
    public async Task G_12_a_call_refused_as_expired_tells_how_far_our_clock_is_off()
    {
        await using var stand = await GatewayStand.StartAsync();
        stand.Gateway.Reply = async (request, http) =>
        {
            http.Response.Headers.Date = Given.Noon.AddMinutes(31).ToString("R", CultureInfo.InvariantCulture);
            await Replies.Xml(AnswerText.Refusal("EXTERFACE_INVOKE_CONTEXT_EXPIRED"))(request, http);
        };
        var test = await TestAsync(stand);
        Assert.Equal(new KeysTest(KeysVerdict.Refused, "EXTERFACE_INVOKE_CONTEXT_EXPIRED", TimeSpan.FromMinutes(31)), test);
        Assert.Contains("31 minutes behind", s_words.OfTest(test), StringComparison.Ordinal);
        var counter = TestPortal.Done(await stand.Portal.Get<CreateQrCode>().RunAsync(stand.Shop.Owner, "Front", "key-1", default));
        Assert.Equal(QrCodeStatus.Failed, counter.ActiveCode.Status);
        await using var context = stand.Portal.Database.Open(stand.Shop.Id);
        var alarm = context.Alarms.Single();
        Assert.Equal((AlarmKind.GatewayConfiguration, "EXTERFACE_INVOKE_CONTEXT_EXPIRED, our clock -1860 s"), (alarm.Kind, alarm.Detail));
    }
}
