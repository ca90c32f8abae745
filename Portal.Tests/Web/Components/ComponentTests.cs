using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Tests.TestKit;
using Portal.Web.Components.Shared;

namespace Portal.Tests.Web.Components;

public sealed class ComponentTests : BunitContext
{
    public ComponentTests()
    {
        Services.AddLocalization();
        Services.AddSingleton<TimeProvider>(new FakeClock(Rows.Two.AddMinutes(1)));
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Theory]
    [InlineData("HKD", 1234567, "HKD 12,345.67")]
    [InlineData("JPY", 5800, "JPY 5,800")]
    [InlineData("BHD", 4250, "BHD 4.250")]
    [InlineData("HKD", -3000, "HKD −30.00")]
    public void MoneyText_has_the_currencys_decimals_and_a_real_minus(string currency, long minor, string text)
    {
        var money = Render<MoneyText>(with => with.Add(component => component.Value, Money.OfMinor(minor, Currency.Of(currency))));
        Assert.Equal(text, money.Find(".money").TextContent.Trim());
    }

    [Theory]
    [InlineData(PaymentStatus.Reported, "unknown", "Asking Alipay")]
    [InlineData(PaymentStatus.Pending, "unknown", "Payer has not confirmed")]
    [InlineData(PaymentStatus.Unknown, "unknown", "Not known yet")]
    [InlineData(PaymentStatus.Paid, "paid", "Paid")]
    [InlineData(PaymentStatus.PartlyRefunded, "undone", "12.00 refunded")]
    [InlineData(PaymentStatus.Refunded, "undone", "Refunded")]
    [InlineData(PaymentStatus.Cancelling, "unknown", "Cancelling…")]
    [InlineData(PaymentStatus.Cancelled, "undone", "Cancelled")]
    [InlineData(PaymentStatus.Closed, "undone", "Never paid")]
    [InlineData(PaymentStatus.Review, "person", "A person is needed")]
    public void StatusChip_speaks_by_shape_and_word(PaymentStatus status, string shape, string words)
    {
        var chip = Chip(Rows.Of(1, status, refunded: status == PaymentStatus.PartlyRefunded ? 1200 : 0)).Find(".state");
        Assert.Equal(shape, chip.GetAttribute("data-state"));
        Assert.Equal(words, chip.TextContent.Trim());
        Assert.NotNull(chip.QuerySelector("svg.icon"));
    }

    [Fact]
    public void StatusChip_is_quiet_only_for_what_is_usual()
    {
        Assert.Contains("calm", Chip(Rows.Of(1)).Find(".state").ClassList);
        Assert.DoesNotContain("calm", Chip(Rows.Of(1, PaymentStatus.Review)).Find(".state").ClassList);
    }

    [Fact]
    public void StatusChip_says_when_a_late_payment_came()
    {
        var chip = Chip(Rows.Of(1, paidAt: Rows.Two, arrivedAt: Rows.Two.AddMinutes(20))).Find(".state");
        Assert.Equal("Late: came 14:22", chip.TextContent.Trim());
        Assert.DoesNotContain("calm", chip.ClassList);
    }

    [Theory]
    [InlineData(QrCodeStatus.Live, "Live")]
    [InlineData(QrCodeStatus.Creating, "Creating…")]
    [InlineData(QrCodeStatus.Failed, "Refused by Alipay")]
    public void CodeChip_names_the_codes_state(QrCodeStatus status, string words) =>
        Assert.Equal(words, Render<CodeChip>(with => with.Add(chip => chip.Value, status)).Find(".state").TextContent.Trim());

    [Fact]
    public void LiveTable_names_each_payment_as_outsiders_read_it()
    {
        var row = Rows.Of(1);
        var found = Table(Filled(row)).Find($"[data-payment='{row.Id}']");
        Assert.Equal((row.TradeNo, "Paid", "88.80", "HKD", row.CounterId.ToString()), (found.GetAttribute("data-trade-no")!, found.GetAttribute("data-status")!, found.GetAttribute("data-amount")!, found.GetAttribute("data-currency")!, found.GetAttribute("data-counter")!));
        Assert.Equal("14:02:32", found.QuerySelector("time")!.TextContent);
    }

    [Fact]
    public void LiveTable_shows_a_double_row_once_and_its_newest_state()
    {
        var reported = Rows.Of(1, PaymentStatus.Reported);
        var rows = Filled(reported);
        var table = Table(rows);
        rows.Put(reported with { Sequence = 2, Status = PaymentStatus.Paid });
        rows.Put(reported);
        table.Render();
        Assert.Equal("Paid", table.FindAll("[data-payment]").Single().GetAttribute("data-status"));
    }

    [Fact]
    public void LiveTable_puts_rows_out_of_order_into_place()
    {
        var table = Table(Filled(Rows.Of(1), Rows.Of(3), Rows.Of(2)));
        Assert.Equal(["14:02:34", "14:02:33", "14:02:32"], table.FindAll("tbody time").Select(time => time.TextContent));
    }

    [Fact]
    public void LiveTable_marks_a_late_row()
    {
        var table = Table(Filled(Rows.Of(1, paidAt: Rows.Two.AddMinutes(-20), arrivedAt: Rows.Two)));
        Assert.Equal("Late: came 14:02", table.Find(".state").TextContent.Trim());
    }

    [Fact]
    public void LiveTable_draws_the_two_seams_with_times_and_count()
    {
        var rows = Filled(Rows.Of(1), Rows.Of(2), Rows.Of(3));
        rows.MarkGap(new Loss(1, Rows.Two.ToUnixTimeMilliseconds(), Rows.Two.AddSeconds(20).ToUnixTimeMilliseconds()));
        var table = Table(rows);
        Assert.Equal("Live again 14:02:51", table.Find("[data-seam='back']").TextContent);
        Assert.Equal("Not live 14:02:31 · 2 payments arrived meanwhile", table.Find("[data-seam='lost']").TextContent);
    }

    [Fact]
    public void LiveTable_draws_midnight_in_china()
    {
        var before = Rows.Of(1, paidAt: new DateTimeOffset(2026, 3, 1, 15, 59, 0, TimeSpan.Zero));
        var after = Rows.Of(2, paidAt: new DateTimeOffset(2026, 3, 1, 16, 1, 0, TimeSpan.Zero));
        Assert.Contains("midnight in China, Alipay day 2 March begins", Table(Filled(before, after)).Find(".seam-row").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Markup_in_a_name_is_text()
    {
        var row = Rows.Of(1) with { CounterName = "<b>Bar</b><script>1</script>" };
        var table = Table(Filled(row));
        Assert.Empty(table.FindAll("b, script"));
        Assert.Contains("<b>Bar</b>", table.Find("td.wide-only").TextContent, StringComparison.Ordinal);
    }

    private static LiveRows Filled(params PaymentRow[] rows)
    {
        var live = new LiveRows(_ => true, 50);
        foreach (var row in rows)
        {
            live.Put(row);
        }
        return live;
    }

    private IRenderedComponent<StatusChip> Chip(PaymentRow row) => Render<StatusChip>(with => with.Add(chip => chip.Row, row).Add(chip => chip.Zone, Rows.HongKong));

    private IRenderedComponent<LiveTable> Table(LiveRows rows) => Render<LiveTable>(with => with
        .Add(table => table.Rows, rows).Add(table => table.Zone, Rows.HongKong).Add(table => table.Caption, "Payments").Add(table => table.Sequence, 1));
}
