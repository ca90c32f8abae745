using Portal.Domain.Claims;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Tests.TestKit;
using static Portal.Tests.Domain.Memory.MoneyFlows;

namespace Portal.Tests.Domain;

/// <summary>What a customer's words are read as. It is noon in Hong Kong.</summary>
public sealed class ClaimQuestionTests
{
    private static readonly string s_longest = new('7', 64);

    [Theory]
    [InlineData("123456", "123456")]
    [InlineData(" 2026 0301\t22 ", "2026030122")]
    [InlineData("ab-c_9Z", "ab-c_9Z")]
    public void A_number_is_read_without_what_people_put_between_digits(string text, string number)
    {
        var counter = CounterId.New();
        Assert.Equal(new ClaimQuestion(number, null, null, counter), Done(Read(new ClaimOrder(text, Counter: counter))));
    }

    [Theory]
    [InlineData("12345")]
    [InlineData("1 2 3 4 5")]
    [InlineData("12345!")]
    [InlineData("123 456.")]
    [InlineData("１２３４５６")]
    [InlineData("123456é")]
    public void What_is_no_number_or_too_short_is_said_to_be_none(string text) => Assert.Equal("claim_number", Code(Read(new ClaimOrder(text, "88.80"))));

    [Fact]
    public void A_number_has_at_most_64_characters()
    {
        Assert.Equal(s_longest, Done(Read(new ClaimOrder(s_longest + "  "))).Number);
        Assert.Equal("claim_number", Code(Read(new ClaimOrder(s_longest + "7"))));
        Assert.Equal("claim_number", Code(Read(new ClaimOrder(s_longest + s_longest))));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void Without_number_and_amount_a_number_is_asked_for(string? nothing) => Assert.Equal("claim_number", Code(Read(new ClaimOrder(nothing, nothing, "11:30"))));

    [Theory]
    [InlineData("0")]
    [InlineData("12.345")]
    [InlineData("much")]
    public void What_cannot_be_paid_is_no_amount(string amount) => Assert.Equal("claim_amount", Code(Read(new ClaimOrder(null, amount))));

    [Theory]
    [InlineData(null, "2026-03-01T04:00:00Z")]
    [InlineData(" ", "2026-03-01T04:00:00Z")]
    [InlineData("11:30", "2026-03-01T03:30:00Z")]
    [InlineData(" 9:05 ", "2026-03-01T01:05:00Z")]
    [InlineData("12:20", "2026-03-01T04:20:00Z")]
    [InlineData("12:21", "2026-02-28T04:21:00Z")]
    [InlineData("23:59", "2026-02-28T15:59:00Z")]
    public void A_time_is_the_latest_such_moment_of_the_shops_clock_that_is_not_to_come(string? time, string around)
    {
        var counter = CounterId.New();
        var question = Done(Read(new ClaimOrder(" ", " 88.80 ", time, counter)));
        Assert.Equal((null, Money.OfMinor(8880, Currency.Of("HKD")), Utc(around), counter), (question.Number, question.Amount, question.Around, question.Counter));
        Assert.False(question.IsWhole);
    }

    [Theory]
    [InlineData("25:00")]
    [InlineData("9.05")]
    [InlineData("09:05:00")]
    [InlineData("noon")]
    public void What_is_no_hour_and_minute_is_no_time(string time) => Assert.Equal("claim_time", Code(Read(new ClaimOrder(null, "88.80", time))));

    [Fact]
    public void An_hour_that_clocks_leave_out_is_the_one_after_it() =>
        Assert.Equal(Utc("2026-03-29T01:30:00Z"), Done(ClaimQuestion.Read(new ClaimOrder(null, "5", "2:30"), ATenant("Europe/Berlin"), Utc("2026-03-29T10:00:00Z"))).Around);

    [Theory]
    [InlineData(15, false)]
    [InlineData(16, true)]
    public void Alipay_can_be_asked_for_sixteen_characters_and_more(int length, bool isWhole) => Assert.Equal(isWhole, Done(Read(new ClaimOrder(new string('7', length)))).IsWhole);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static Tenant ATenant(string zone) => Tenant.Register(TenantId.New(), new TenantDetails("Harbour Tea", "HKD", zone, "HK", "3 Star Ferry Pier", "5812", false), [], Given.Noon);

    private static Outcome<ClaimQuestion> Read(ClaimOrder order) => ClaimQuestion.Read(order, ATenant("Asia/Hong_Kong"), Given.Noon);
}
