using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Tests.TestKit;

namespace Portal.Tests.Domain;

public sealed class CounterTests
{
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(null)]
    [InlineData("123456789012345678901234567890123")]
    [InlineData("Bar \"1\"")]
    [InlineData("A|B")]
    [InlineData("A\u0000B")]
    [InlineData("A\nB")]
    [InlineData("<b>Bar</b>")]
    [InlineData("Bar\\")]
    [InlineData("A\u202eB")]
    [InlineData("A\u2028B")]
    [InlineData("A\ue000B")]
    [InlineData("\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa")]
    public void Names_that_would_break_messages_files_or_paper_are_refused(string? text) => Assert.False(CounterName.TryRead(text, out _));

    /// <summary>Written as code units: a test's parameters travel as valid text, and these are none.</summary>
    [Theory]
    [InlineData(0xFFFE)]
    [InlineData(0xFFFF)]
    [InlineData(0xD800)]
    [InlineData(0xDC00)]
    public void Names_with_what_is_no_character_are_refused(int unit) => Assert.False(CounterName.TryRead("A" + (char)unit, out _));

    [Theory]
    [InlineData("Front")]
    [InlineData("北京小馆")]
    [InlineData("Bar 1 & Grill's")]
    [InlineData("12345678901234567890123456789012")]
    [InlineData("🍜 Noodles")]
    public void Names_of_people_are_taken(string text)
    {
        Assert.True(CounterName.TryRead($" {text} ", out var name));
        Assert.Equal(text, name.Text);
    }

    [Fact]
    public void Names_are_the_same_whatever_their_case_or_width()
    {
        Assert.True(CounterName.TryRead("Bar", out var bar));
        Assert.True(CounterName.TryRead("ｂａＲ", out var wide));
        Assert.True(CounterName.TryRead("Bär", out var other));
        Assert.Equal(bar.Key, wide.Key);
        Assert.NotEqual(bar.Key, other.Key);
    }

    [Fact]
    public void A_counter_begins_with_one_active_code_that_is_due_at_once()
    {
        var counter = ACounter();
        Assert.Equal((QrCodeStatus.Creating, Given.Noon), (counter.ActiveCode.Status, counter.ActiveCode.DueAt));
        Assert.Matches("^[0-9a-f]{32}$", counter.ActiveCode.AddressToken);
        Assert.Matches("^[A-Za-z0-9-]{1,32}$", counter.ActiveCode.StoreId);
    }

    [Fact]
    public void A_live_code_keeps_its_text_and_has_four_digits_of_it()
    {
        for (var i = 0; i < 200; i++)                       // digests that begin with a high bit and such that do not
        {
            var code = ACounter().ActiveCode;
            code.GoLive($"https://qr.alipay.com/bax{i}");
            Assert.Matches("^[0-9]{4}$", code.CheckNumber);
            Assert.Equal(((QrCodeStatus, string?, DateTimeOffset?))(QrCodeStatus.Live, $"https://qr.alipay.com/bax{i}", null), (code.Status, code.Text, code.DueAt));
        }
    }

    [Fact]
    public void The_same_text_has_the_same_four_digits()
    {
        var (one, two, other) = (ACounter().ActiveCode, ACounter().ActiveCode, ACounter().ActiveCode);
        one.GoLive("https://qr.alipay.com/bax1");
        two.GoLive("https://qr.alipay.com/bax1");
        other.GoLive("https://qr.alipay.com/bax2");
        Assert.Equal(one.CheckNumber, two.CheckNumber);
        Assert.NotEqual(one.CheckNumber, other.CheckNumber);
    }

    private static Counter ACounter() =>
        Counter.Register(TenantId.New(), CounterName.TryRead("Front", out var name) ? name : throw new InvalidOperationException("Not a name."), "key", Given.Noon);
}
