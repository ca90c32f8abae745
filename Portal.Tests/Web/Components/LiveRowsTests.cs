using FsCheck;
using FsCheck.Fluent;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Web.Components.Shared;

namespace Portal.Tests.Web.Components;

public sealed class LiveRowsTests
{
    private static LiveRows All(int most = 50) => new(_ => true, most);

    [Fact]
    public void The_newest_arrival_stands_on_top()
    {
        var rows = All();
        rows.Append([Rows.Of(2), Rows.Of(1)]);
        rows.Put(Rows.Of(3));
        Assert.Equal([3, 2, 1], rows.Rows.Select(row => row.Arrival));
    }

    [Fact]
    public void A_row_that_comes_twice_stands_once()
    {
        var rows = All();
        var row = Rows.Of(1);
        rows.Put(row);
        rows.Put(row);
        Assert.Single(rows.Rows);
    }

    [Fact]
    public void An_older_change_does_not_undo_a_newer_one()
    {
        var rows = All();
        var paid = Rows.Of(1, PaymentStatus.Paid, sequence: 5);
        rows.Put(paid);
        rows.Put(paid with { Sequence = 1, Status = PaymentStatus.Reported });
        Assert.Equal(PaymentStatus.Paid, rows.Rows[0].Status);
    }

    [Fact]
    public void A_row_that_comes_out_of_order_takes_its_place()
    {
        var rows = All();
        rows.Put(Rows.Of(1));
        rows.Put(Rows.Of(3));
        rows.Put(Rows.Of(2));
        Assert.Equal([3, 2, 1], rows.Rows.Select(row => row.Arrival));
        Assert.False(rows.Lines().Single(line => line.Row!.Arrival == 2).IsNew);
    }

    [Fact]
    public void A_change_that_no_longer_belongs_leaves_the_list()
    {
        var rows = new LiveRows(row => row.Status == PaymentStatus.Reported, 50);
        var reported = Rows.Of(1, PaymentStatus.Reported);
        rows.Put(reported);
        rows.Put(reported with { Sequence = 2, Status = PaymentStatus.Paid });
        Assert.Empty(rows.Rows);
    }

    [Fact]
    public void The_list_keeps_its_length()
    {
        var rows = All(most: 2);
        rows.Append([Rows.Of(2), Rows.Of(1)]);
        rows.Put(Rows.Of(3));
        Assert.Equal([3, 2], rows.Rows.Select(row => row.Arrival));
    }

    [Fact]
    public void What_came_while_the_line_was_down_stands_between_two_seams()
    {
        var rows = All();
        rows.Append([Rows.Of(2), Rows.Of(1)]);
        rows.Put(Rows.Of(3));
        rows.Put(Rows.Of(4));
        rows.MarkGap(new Loss(2, Rows.Two.ToUnixTimeMilliseconds(), Rows.Two.AddSeconds(20).ToUnixTimeMilliseconds()));
        rows.Put(Rows.Of(5));
        Assert.Equal(["5", "back", "4", "3", "lost", "2", "1"], rows.Lines().Select(line => line.Row?.Arrival.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? (line.IsBack ? "back" : "lost")));
        Assert.Equal(2, rows.CountIn(rows.Lines().First(line => line.Edge is not null).Edge!));
    }

    [Fact]
    public void A_loss_in_which_nothing_came_draws_no_seam()
    {
        var rows = All();
        rows.Append([Rows.Of(2), Rows.Of(1)]);
        rows.MarkGap(new Loss(2, 1, 2));
        Assert.DoesNotContain(rows.Lines(), line => line.Edge is not null);
    }

    /// <summary>However often and in whatever order the changes of ten payments come, the list ends as if they had come in order.</summary>
    [Fact]
    public void Any_order_of_changes_ends_in_the_same_list()
    {
        var changes = Enumerable.Range(1, 10).SelectMany(i =>
        {
            var row = Rows.Of(i, PaymentStatus.Reported, sequence: i, id: PaymentId.New());
            return new[] { row, row with { Sequence = 100 + i, Status = PaymentStatus.Paid } };
        }).ToArray();
        Prop.ForAll(Gen.Shuffle(changes.Concat(changes)).ToArbitrary(), shuffled =>
        {
            var rows = All();
            foreach (var change in shuffled)
            {
                rows.Put(change);
            }
            return rows.Rows.Select(row => row.Arrival).SequenceEqual(Enumerable.Range(1, 10).Reverse().Select(i => (long)i)) && rows.Rows.All(row => row.Status == PaymentStatus.Paid);
        }).QuickCheckThrowOnFailure();
    }
}
