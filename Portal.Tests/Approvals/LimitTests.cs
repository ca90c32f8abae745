using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Approvals;

/// <summary>Limits that the owner sets for a role and for one person.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private MoneyStand _stand = default!;

    private ChangeLimits Change => _stand.Portal.Get<ChangeLimits>();

    private Actor Operator => Actor.Operator(_stand.Tenant.Id);

    public async ValueTask InitializeAsync() => _stand = await MoneyStand.StartAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    [Trait("Row", "capability 18")]
    public async Task A_persons_limit_goes_before_the_roles_and_what_is_empty_is_as_it_was()
    {
        var counter = (await _stand.PaymentAsync()).CounterId;
        var (one, other) = (await _stand.PersonAsync(Role.Cashier, counter), await _stand.PersonAsync(Role.Cashier, counter));
        var role = TestPortal.Done(await Change.RunAsync(Operator, Role.Cashier, new LimitOrder("20.00", "2", ""), default));
        Assert.Equal(("20.00", 2, 1), (role.In(Currency.Of("HKD")).ToPlainText(), role.PerHour, role.Days));
        var person = TestPortal.Done(await Change.OfPersonAsync(Operator, one.User!.Value, new LimitOrder("30.00", "", ""), default));
        Assert.Equal(("30.00", 2, 1), (person.In(Currency.Of("HKD")).ToPlainText(), person.PerHour, person.Days));

        Assert.Equal("20.00", await LimitAsync(other, "20.01", "88.80"));
        Assert.Equal("30.00", await LimitAsync(one, "30.01", "88.80"));
        TestPortal.Done(await RefundAsync(one, "30.00", "88.80"));
        TestPortal.Done(await RefundAsync(one, "1.00", "58.80"));
        Assert.Equal("2", await LimitAsync(one, "1.00", "57.80"));
        var view = (await _stand.Portal.Get<IPeopleQueries>().ListAsync(Operator, default)).People.Single(row => row.Id == one.User);
        Assert.Equal(("30.00", 2), (view.Limit!.Holds.In(Currency.Of("HKD")).ToPlainText(), view.Limit.Holds.PerHour));

        TestPortal.Done(await Change.OfPersonAsync(Operator, one.User!.Value, new LimitOrder("", "", ""), default));
        Assert.Null((await _stand.Portal.Get<IPeopleQueries>().ListAsync(Operator, default)).People.Single(row => row.Id == one.User).Limit!.Own);
    }

    [Fact]
    public async Task Only_an_owner_sets_limits_after_a_fresh_proof()
    {
        var owner = await _stand.PersonAsync(Role.Owner);
        TestPortal.Done(await Change.RunAsync(owner, Role.Manager, new LimitOrder("500.00", null, null), default));
        foreach (var role in new[] { Role.Manager, Role.Cashier, Role.Accountant })
        {
            var actor = await _stand.PersonAsync(role);
            Assert.Equal("forbidden", (await Assert.ThrowsAsync<AccessDeniedException>(() => Change.RunAsync(actor, Role.Cashier, new LimitOrder("500.00", null, null), default))).Error.Code);
        }
        _stand.Portal.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("step_up_required", (await Assert.ThrowsAsync<AccessDeniedException>(() => Change.RunAsync(owner, Role.Manager, new LimitOrder("600.00", null, null), default))).Error.Code);
        Assert.Equal("500.00", (await _stand.Portal.Get<IPeopleQueries>().LimitsAsync(Operator, default))[Role.Manager].Holds.In(Currency.Of("HKD")).ToPlainText());
    }

    [Theory]
    [InlineData("0", null, null)]
    [InlineData("-5", null, null)]
    [InlineData("1.001", null, null)]
    [InlineData("１２", null, null)]
    [InlineData("1,000.00", null, null)]
    [InlineData(null, "0", null)]
    [InlineData(null, "1001", null)]
    [InlineData(null, "x", null)]
    [InlineData(null, null, "0")]
    [InlineData(null, null, "366")]
    public async Task What_is_no_limit_is_refused_and_changes_nothing(string? amount, string? perHour, string? days)
    {
        Assert.Equal("amount_invalid", (await Change.RunAsync(Operator, Role.Cashier, new LimitOrder(amount, perHour, days), default)).ErrorCode());
        Assert.Null((await _stand.Portal.Get<IPeopleQueries>().LimitsAsync(Operator, default))[Role.Cashier].Own);
    }

    [Fact]
    public async Task Another_place_begins_without_the_old_ones_limits()
    {
        var counter = (await _stand.PaymentAsync()).CounterId;
        var person = await _stand.PersonAsync(Role.Manager, counter);
        TestPortal.Done(await Change.OfPersonAsync(Operator, person.User!.Value, new LimitOrder("900.00", null, null), default));
        TestPortal.Done(await _stand.Portal.Get<ChangeMember>().RunAsync(Operator, person.User!.Value, Role.Cashier, [counter], 1, default));
        var view = (await _stand.Portal.Get<IPeopleQueries>().ListAsync(Operator, default)).People.Single(row => row.Id == person.User);
        Assert.Equal("50.00", view.Limit!.Holds.In(Currency.Of("HKD")).ToPlainText());
    }

    [Fact]
    public async Task A_stranger_to_the_tenant_is_nobody_to_set_a_limit_for() =>
        Assert.Equal("not_found", (await Change.OfPersonAsync(Operator, new UserId(Guid.CreateVersion7()), new LimitOrder("1.00", null, null), default)).ErrorCode());

    private async Task<string?> LimitAsync(Actor by, string amount, string remaining) =>
        await RefundAsync(by, amount, remaining) is Outcome<RefundReceipt>.Refused { Error: { Code: "limit_exceeded" } error } ? error.Figures!["limit"] : null;

    private async Task<Outcome<RefundReceipt>> RefundAsync(Actor by, string amount, string remaining) =>
        await _stand.Portal.Get<RefundPayment>().RunAsync(by, (await _stand.PaymentAsync()).Id, new RefundOrder(amount, "returned", remaining, Guid.NewGuid().ToString("N")), default);
}
