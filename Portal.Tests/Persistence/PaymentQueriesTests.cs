using Microsoft.EntityFrameworkCore;
using Portal.Domain.Counters;
using Portal.Domain.Attention;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

public sealed class PaymentQueriesTests : IAsyncLifetime
{
    private PaymentStand _stand = default!;
    private Counter _bar = default!;

    public async ValueTask InitializeAsync()
    {
        _stand = await PaymentStand.StartAsync();
        _bar = await _stand.Portal.ACounterAsync(_stand.Shop, "Bar");
        for (var i = 0; i < 7; i++)
        {
            await _stand.Portal.APaymentAsync(_stand.Shop, i % 2 == 0 ? _stand.Counter : _bar, $"202603012200140000140000{i:D4}", $"{i + 1}.00");
        }
    }

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    private IPaymentQueries Queries => _stand.Portal.Get<IPaymentQueries>();

    private Actor Owner => _stand.Shop.Owner;

    [Fact]
    public async Task Pages_show_the_newest_first_and_every_payment_once()
    {
        var seen = new List<long>();
        long? before = null;
        do
        {
            var page = await Queries.PageAsync(Owner, PaymentFilter.All, before, 3, default);
            seen.AddRange(page.Rows.Select(row => row.Arrival));
            before = page.Next;
        }
        while (before is not null);
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], seen);
    }

    [Fact]
    public async Task Lists_narrow_to_a_counter_and_to_states()
    {
        var bar = await Queries.PageAsync(Owner, new PaymentFilter(_bar.Id), null, 10, default);
        Assert.Equal([6, 4, 2], bar.Rows.Select(row => row.Arrival));
        Assert.All(bar.Rows, row => Assert.Equal("Bar", row.CounterName));
        Assert.Empty((await Queries.PageAsync(Owner, new PaymentFilter(Status: [PaymentStatus.Paid]), null, 10, default)).Rows);
    }

    [Fact]
    public async Task Changes_after_a_number_come_in_order_each_as_it_was()
    {
        _stand.Gateway.Answers(AnswerText.Trade(_stand.Shop.Alipay, "2026030122001400001400000000", "m2026030122001400001400000000", changes: [("trans_amount", "1.00")]));
        await _stand.Portal.RunDueAsync(_stand.Shop);
        var changes = await Queries.SinceAsync(Owner, 0, null, default);
        Assert.Equal(Enumerable.Range(1, changes.Rows.Count).Select(i => (long)i), changes.Rows.Select(row => row.Sequence));
        Assert.Equal(PaymentStatus.Reported, changes.Rows[0].Status);
        Assert.Contains(changes.Rows, row => row is { TradeNo: "2026030122001400001400000000", Status: PaymentStatus.Paid });
        Assert.Equal(changes.Rows.Count, await Queries.LastSequenceAsync(Owner, default));
        Assert.Empty((await Queries.SinceAsync(Owner, changes.Rows.Count, null, default)).Rows);
    }

    [Fact]
    public async Task The_day_counts_what_was_taken_and_nothing_that_is_unclear()
    {
        Assert.Equal((0, 0L), ((await Queries.TodayAsync(Owner, default)).Count, (await Queries.TodayAsync(Owner, default)).Taken.MinorUnits));
        for (var i = 0; i < 7; i++)
        {
            Book($"202603012200140000140000{i:D4}", PaymentStatus.Paid);
        }
        var day = await Queries.TodayAsync(Owner, default);
        Assert.Equal((7, 2800L, "HKD"), (day.Count, day.Taken.MinorUnits, day.Currency.Code));
        Assert.Equal(1200L, day.Counters.Single(total => total.CounterId == _bar.Id).Taken.MinorUnits);
        Assert.Equal((24, 7), (day.ByHour.Count, day.ByHour[8]));                    // noon is the ninth hour of a day that starts at four
        _stand.Portal.Clock.Advance(TimeSpan.FromHours(16));                          // four in the morning
        Assert.Equal(0, (await Queries.TodayAsync(Owner, default)).Count);
    }

    [Fact]
    public async Task Attention_shows_review_and_what_is_unclear_for_more_than_a_quarter_of_an_hour()
    {
        var queue = _stand.Portal.Get<IAttentionQueries>();
        Book("2026030122001400001400000003", PaymentStatus.Review);
        Assert.Equal("2026030122001400001400000003", Assert.Single((await queue.PageAsync(Owner, 0, 50, default)).Rows).Payment!.TradeNo);
        _stand.Portal.Clock.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromTicks(1));
        Assert.Equal(7, (await queue.PageAsync(Owner, 0, 50, default)).Total);
    }

    [Fact]
    public void What_is_open_is_found_in_the_indexes_of_open_rows_however_many_others_there_are()
    {
        using var context = _stand.Portal.Database.Open(_stand.Shop.Id);
        var (review, unclear) = OpenThings.PaymentsOf(context, _stand.Portal.Clock.GetUtcNow());
        Assert.StartsWith("SEARCH", Assert.Single(PlanOf(review), line => line.Contains("IX_Payments_Review", StringComparison.Ordinal)));
        Assert.StartsWith("SEARCH", Assert.Single(PlanOf(unclear), line => line.Contains("IX_Payments_TenantId_DueAt", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_open_is_found_in_the_indexes_control()
    {
        using var context = _stand.Portal.Database.Open(_stand.Shop.Id);
        var plan = PlanOf(context.Payments.Where(payment => payment.Status == PaymentStatus.Review || payment.UnclearSince < _stand.Portal.Clock.GetUtcNow()));
        Assert.DoesNotContain(plan, line => line.Contains("IX_Payments_Review", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_tenant_sees_none_of_it_and_a_stranger_is_told_nothing()
    {
        var other = await _stand.Portal.AShopAsync("Other");
        var id = (await Queries.PageAsync(Owner, PaymentFilter.All, null, 1, default)).Rows[0].Id;
        Assert.Empty((await Queries.PageAsync(other.Owner, PaymentFilter.All, null, 10, default)).Rows);
        Assert.Null(await Queries.FindAsync(other.Owner, id, default));
        Assert.Empty((await Queries.SinceAsync(other.Owner, 0, null, default)).Rows);
        Assert.NotNull(await Queries.FindAsync(Owner, id, default));
        var stranger = Owner with { User = new UserId(Guid.CreateVersion7()) };
        Assert.Equal("not_found", (await Assert.ThrowsAsync<AccessDeniedException>(() => Queries.PageAsync(stranger, PaymentFilter.All, null, 10, default))).Error.Code);
    }

    /// <summary>How SQLite would look for the rows, a line a step.</summary>
    private static List<string> PlanOf(IQueryable<Payment> query)
    {
        using var command = query.CreateDbCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        command.Connection!.Open();
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
        {
            lines.Add(reader.GetString(3));
        }
        return lines;
    }

    private void Book(string tradeNo, PaymentStatus status)
    {
        using var context = _stand.Portal.Database.Open(_stand.Shop.Id);
        var number = AlipayTradeNo.Of(tradeNo);
        var payment = context.Payments.Single(row => row.TradeNo == number);
        Assert.True(payment.MoveTo(status, "test", Evidence.SignedAnswer, _stand.Portal.Clock.GetUtcNow()));
        context.SaveChanges();
    }
}
