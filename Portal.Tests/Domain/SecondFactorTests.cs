using System.Text;
using Portal.Domain.People;
using Portal.Domain.Primitives;

namespace Portal.Tests.Domain;

/// <summary>Codes of an authenticator app and recovery codes, without database or clock.</summary>
public sealed class SecondFactorTests
{
    private static readonly byte[] s_rfcSecret = Encoding.ASCII.GetBytes("12345678901234567890");
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private readonly SecondFactor _factor = SecondFactor.Start(new UserId(Guid.NewGuid()), [], s_now);

    /// <summary>RFC 6238, appendix B, the last six digits; to be had anew by <c>oathtool --totp -N "1970-01-01 00:00:59 UTC" hex</c>.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code)
    {
        Assert.Equal(code, Totp.CodeAt(s_rfcSecret, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds))));
        Assert.Equal("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.TypedKey(s_rfcSecret));
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [Trait("Row", "A-06")]
    public void A_clock_may_be_one_step_off(int steps, bool isRight) => Assert.Equal(isRight, Try(CodeAt(steps)).IsRight);

    [Fact]
    [Trait("Row", "A-06")]
    public void A_code_and_all_before_it_serve_once()
    {
        Assert.True(Try(CodeAt(0)).IsRight);
        Assert.False(Try(CodeAt(0)).IsRight);
        Assert.False(Try(CodeAt(-1)).IsRight);
        Assert.True(Try(CodeAt(1)).IsRight);
        Assert.False(Try(CodeAt(0)).IsRight);
    }

    [Fact]
    [Trait("Row", "A-06")]
    public void Five_wrong_codes_pause_codes_for_fifteen_minutes_and_a_right_one_starts_the_count_anew()
    {
        Assert.Equal([4, 3, 2], Enumerable.Range(0, 3).Select(_ => Try("000000x").TriesLeft));
        Assert.True(Try(CodeAt(0)).IsRight);
        Assert.Equal([4, 3, 2, 1, 0], Enumerable.Range(0, 5).Select(_ => Try("").TriesLeft));
        var paused = Try(CodeAt(1));
        Assert.Equal((false, 0, s_now + SecondFactor.Pause), (paused.IsRight, paused.TriesLeft, paused.PausedUntil));
        Assert.False(Try(CodeAt(29), s_now + TimeSpan.FromMinutes(14.9)).IsRight);
        Assert.True(Try(CodeAt(30), s_now + SecondFactor.Pause).IsRight);
    }

    [Fact]
    [Trait("Row", "A-06")]
    public void A_recovery_code_works_once_however_it_is_typed_and_only_for_its_owner()
    {
        var codes = RecoveryCodes.New();
        Assert.Equal(RecoveryCodes.Count, codes.Distinct().Count());
        _factor.Confirm(codes, s_now);
        Assert.True(Try($" {RecoveryCodes.InFours(codes[3]).ToUpperInvariant()} ").IsRight);
        Assert.False(Try(codes[3]).IsRight);
        Assert.Equal(9, _factor.RecoveryLeft);
        Assert.NotEqual(RecoveryCodes.HashOf(_factor.UserId, codes[0]), RecoveryCodes.HashOf(new UserId(Guid.NewGuid()), codes[0]));
        _factor.GiveCodes(RecoveryCodes.New());
        Assert.False(Try(codes[0]).IsRight);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("١٢٣٤٥٦")]
    [InlineData("000000\0")]
    [InlineData("aaaa-aaaa-aaaa-aaaa-aaaa")]
    public void What_is_no_code_is_a_wrong_one(string typed) => Assert.False(Try(typed).IsRight);

    [Fact]
    public void A_set_up_that_is_begun_anew_takes_codes_of_its_own_from_the_first_on_and_keeps_the_pause()
    {
        Assert.False(_factor.IsSet);
        Assert.True(Try(CodeAt(1)).IsRight);
        Assert.Equal(4, Try("").TriesLeft);
        _factor.StartAgain([9], s_now.AddMinutes(1));
        Assert.Equal((s_now.AddMinutes(1), 0L, 1, false), (_factor.StartedAt, _factor.LastStep, _factor.WrongTries, _factor.IsSet));
        Assert.Equal([9], _factor.SealedSecret);
        Assert.True(Try(CodeAt(0)).IsRight);                                   // of another app now
        _factor.Confirm(RecoveryCodes.New(), s_now);
        Assert.Equal((true, s_now, 10), (_factor.IsSet, _factor.ConfirmedAt!.Value, _factor.RecoveryLeft));
    }

    [Fact]
    public void Each_try_and_each_change_of_it_is_a_version_of_its_own()
    {
        Assert.Equal(0, _factor.Version);
        Try("");
        Assert.Equal(1, _factor.Version);
        _factor.StartAgain([], s_now);
        Assert.Equal(2, _factor.Version);
        _factor.GiveCodes(RecoveryCodes.New());
        Assert.Equal(3, _factor.Version);
    }

    /// <summary>RFC 4648, test vectors of base32, without padding.</summary>
    [Theory]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    [InlineData("", "")]
    public void A_secret_is_typed_as_base32(string secret, string typed) => Assert.Equal(typed, Totp.TypedKey(Encoding.ASCII.GetBytes(secret)));

    [Fact]
    public void An_app_takes_the_secret_from_an_address() => Assert.Equal(
        "otpauth://totp/Harbour%20Tea:mei%40harbour.example?secret=MZXW6&issuer=Harbour%20Tea", Totp.AddressFor("foo"u8, "Harbour Tea", "mei@harbour.example"));

    [Theory]
    [InlineData("abcdefghijkmnpqr", true)]
    [InlineData("abcdefghijkmnpq", false)]
    [InlineData("abcdefghijkmnpqrs", false)]
    [InlineData("abcdefghijklmnpq", false)]
    [InlineData("abcdefghijkmnpq1", false)]
    public void A_recovery_code_has_sixteen_letters_that_cannot_be_mixed_up(string typed, bool canBe) => Assert.Equal(canBe, RecoveryCodes.CanBe(typed));

    [Fact]
    public void New_secrets_and_codes_are_long_enough_and_differ()
    {
        Assert.Equal(20, Totp.NewSecret().Length);
        Assert.NotEqual(Totp.NewSecret(), Totp.NewSecret());
        Assert.All(RecoveryCodes.New(), code => Assert.True(RecoveryCodes.CanBe(code)));
        Assert.Equal("abcd-efgh-ijkm-npqr", RecoveryCodes.InFours("abcdefghijkmnpqr"));
    }

    private static string CodeAt(int steps) => Totp.CodeAt(s_rfcSecret, Totp.StepOf(s_now) + steps);

    private CodeTry Try(string typed, DateTimeOffset? at = null) => _factor.Try(typed, s_rfcSecret, at ?? s_now);
}
