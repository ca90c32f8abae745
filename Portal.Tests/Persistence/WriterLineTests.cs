using Portal.Domain.Counters;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

/// <summary>Whoever writes often stands in line, so that nobody sleeps on a thread for the lock of the file.</summary>
public sealed class WriterLineTests : IAsyncLifetime
{
    private TestPortal _portal = default!;
    private Shop _shop = default!;
    private Counter _counter = default!;

    public async ValueTask InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.AShopAsync();
        _counter = await _portal.ACounterAsync(_shop);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task One_has_the_turn_and_the_others_get_it_in_the_order_in_which_they_came()
    {
        var line = new WriterLine(isNeeded: true);
        var first = await line.TakeAsync(default);
        var second = line.TakeAsync(default).AsTask();
        var third = line.TakeAsync(default).AsTask();
        Assert.Equal((false, false), (second.IsCompleted, third.IsCompleted));
        first!.Dispose();
        var next = await second;
        Assert.NotNull(next);
        Assert.False(third.IsCompleted);
        next.Dispose();
        Assert.NotNull(await third);
    }

    [Fact]
    public async Task Messages_wait_for_two_writers_at_most_however_many_stand_in_line()
    {
        var line = new WriterLine(isNeeded: true);
        Assert.Equal(2, await BeforeMessagesAsync(line, () => line.TakeForMessagesAsync().AsTask()));
    }

    [Fact]
    public async Task Messages_wait_for_two_writers_at_most_control_at_the_end_of_the_line_they_wait_for_all()
    {
        var line = new WriterLine(isNeeded: true);
        Assert.Equal(8, await BeforeMessagesAsync(line, () => line.TakeAsync(default).AsTask()));
    }

    [Fact]
    public async Task Whoever_has_waited_for_long_goes_on_without_and_the_database_decides()
    {
        var line = new WriterLine(isNeeded: true);
        using var held = await line.TakeAsync(default);
        Assert.Null(await line.TakeAsync(default));
    }

    [Fact]
    public async Task Many_who_write_slowly_get_their_turns_one_after_another()
    {
        var line = new WriterLine(isNeeded: true);
        var had = await Task.WhenAll(Enumerable.Range(0, 15).Select(async _ =>
        {
            using var turn = await line.TakeAsync(default);
            await Task.Delay(TimeSpan.FromMilliseconds(90));           // what a transaction takes on a slow machine
            return turn is not null;
        }));
        Assert.DoesNotContain(false, had);
    }

    [Fact]
    public async Task A_database_that_lets_many_write_needs_no_line()
    {
        var line = new WriterLine(isNeeded: false);
        Assert.Null(await line.TakeAsync(default));
        Assert.True(line.TakeAsync(default).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Messages_claims_and_commits_wait_for_the_turn()
    {
        await _portal.APaymentAsync(_shop, _counter);
        await using var work = await _portal.Get<IPortalWorkFactory>().BeginAsync(Actor.Operator(_shop.Id), Permission.SeeCounters, default);
        var turn = await _portal.Database.Writers.TakeAsync(default);
        var waiting = new Task[]
        {
            _portal.APaymentAsync(_shop, _counter, "2026030122001400001400000002"),
            _portal.Get<ClaimRows>().ClaimAsync(DueKind.Payment, _shop.Id, _portal.Clock.GetUtcNow(), TimeSpan.FromSeconds(30), 1, default),
            _portal.Get<AcrossTenants>().ServedAsync(_shop.Id, _portal.Clock.GetUtcNow(), default),
            work.CommitAsync(default),
        };
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        turn!.Dispose();
        await Task.WhenAll(waiting);
    }

    /// <summary>How many of eight writers that came before them have their turn before messages have.</summary>
    private static async Task<int> BeforeMessagesAsync(WriterLine line, Func<Task<IDisposable?>> takeAsync)
    {
        var writers = new Queue<Task<IDisposable?>>(Enumerable.Range(0, 8).Select(_ => line.TakeAsync(default).AsTask()));
        var messages = takeAsync();
        for (var before = 0; ; before++)
        {
            var next = await Task.WhenAny([messages, .. writers.Take(1)]);
            if (next == messages)
            {
                return before;
            }
            (await writers.Dequeue())!.Dispose();
        }
    }

    /// <summary>Nothing due is found without the lock, and who writes rarely does not stand in line.</summary>
    [Fact]
    public async Task Messages_claims_and_commits_wait_for_the_turn_control()
    {
        using var turn = await _portal.Database.Writers.TakeAsync(default);
        Assert.Empty(await _portal.Get<ClaimRows>().ClaimAsync(DueKind.Refund, _shop.Id, _portal.Clock.GetUtcNow(), TimeSpan.FromSeconds(30), 1, default));
        await using var context = _portal.Database.Open(_shop.Id);
        context.Add(Infrastructure.Jobs.JobReport.Of("job", default));
        Assert.Equal(1, await context.SaveChangesAsync());
    }
}
