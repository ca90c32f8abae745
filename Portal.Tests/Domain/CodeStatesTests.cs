using Portal.Domain.Counters;
using static Portal.Domain.Counters.CodeAct;
using static Portal.Domain.Counters.QrCodeStatus;

namespace Portal.Tests.Domain;

/// <summary>The life of a code over every pair (PROTOCOL 4.5).</summary>
public sealed class CodeStatesTests
{
    private static readonly HashSet<(QrCodeStatus, QrCodeStatus)> s_steps =
        [(Creating, Live), (Creating, Failed), (Failed, Creating), (Live, Stopped), (Live, Deleted), (Stopped, Live), (Stopped, Deleted)];

    private static readonly HashSet<(QrCodeStatus, CodeAct)> s_allowed =
    [
        (Live, Change), (Live, Restart), (Live, Stop), (Live, Retire), (Stopped, Change), (Stopped, Restart), (Stopped, Stop), (Stopped, Retire), (Deleted, Retire),
    ];

    private static readonly HashSet<(CodeAct, CodeAct)> s_overrides = [(Restart, Change), (Stop, Change), (Stop, Restart), (Retire, Change), (Retire, Restart), (Retire, Stop)];

    public static TheoryData<QrCodeStatus, QrCodeStatus> Pairs() =>
        new(Enum.GetValues<QrCodeStatus>().SelectMany(from => Enum.GetValues<QrCodeStatus>().Select(to => (from, to))));

    public static TheoryData<QrCodeStatus, CodeAct> StatesAndActs() =>
        new(Enum.GetValues<QrCodeStatus>().SelectMany(status => Enum.GetValues<CodeAct>().Select(act => (status, act))));

    public static TheoryData<CodeAct, CodeAct> ActsAndActs() => new(Enum.GetValues<CodeAct>().SelectMany(act => Enum.GetValues<CodeAct>().Select(pending => (act, pending))));

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_code_takes_the_steps_of_the_table_and_no_other(QrCodeStatus from, QrCodeStatus to) => Assert.Equal(s_steps.Contains((from, to)), from.CanBecome(to));

    [Theory]
    [MemberData(nameof(StatesAndActs))]
    public void A_state_allows_the_acts_of_the_table_and_no_other(QrCodeStatus status, CodeAct act) => Assert.Equal(s_allowed.Contains((status, act)), status.Allows(act));

    [Theory]
    [MemberData(nameof(StatesAndActs))]
    public void An_act_that_is_allowed_leads_to_a_state_that_may_be_taken(QrCodeStatus status, CodeAct act) =>
        Assert.True(!status.Allows(act) || act.LeadsTo() is not { } next || next == status || status.CanBecome(next));

    [Theory]
    [MemberData(nameof(ActsAndActs))]
    public void Only_a_graver_act_takes_the_place_of_an_open_one(CodeAct act, CodeAct pending) => Assert.Equal(s_overrides.Contains((act, pending)), act.Overrides(pending));

    [Fact]
    public void No_code_goes_live_twice_and_a_live_one_cannot_fail()
    {
        var code = ALiveCode();
        Assert.Throws<InvalidOperationException>(() => code.GoLive("https://qr.alipay.com/bax2"));
        Assert.Throws<InvalidOperationException>(() => code.Fail("ILLEGAL_SIGN"));
        Assert.Throws<InvalidOperationException>(() => code.Retry(TestKit.Given.Noon));
        Assert.Equal((Live, "https://qr.alipay.com/bax1"), (code.Status, code.Text));
    }

    private static QrCode ALiveCode()
    {
        Assert.True(CounterName.TryRead("Front", out var name));
        var code = Counter.Register(Portal.Domain.Primitives.TenantId.New(), name, "key", TestKit.Given.Noon).ActiveCode;
        code.GoLive("https://qr.alipay.com/bax1");
        return code;
    }
}
