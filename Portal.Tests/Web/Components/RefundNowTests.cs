using Bunit;
using Portal.Domain.Attention;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Tests.Attention;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;
using Portal.Web.Composition;
using Portal.Web.Features.Attention;

namespace Portal.Tests.Web.Components;

/// <summary><em>Refund now</em> on a case of the queue, before the simulator.</summary>
public sealed class RefundNowTests : BunitContext
{
    [Fact]
    public async Task After_Alipay_has_refused_it_a_second_press_sends_it_anew()
    {
        await using var stand = await MoneyStand.StartAsync();
        await MoneyDecisionTests.CancelledButPaidAsync(stand);
        var (owner, id) = (await stand.PersonAsync(Role.Owner), new CaseId(CaseKind.Payment, (await stand.PaymentAsync()).Id.Value));
        this.LendActs(stand.Portal.Services);
        this.StandOn(stand.Portal.Services, owner);
        var seat = new Seat(owner, (await stand.Portal.Get<SeatQuery>().FindAsync(owner, default))!.Tenant, Role.Owner, "Mei", Scope.Whole);
        var open = (await stand.Portal.Get<IAttentionQueries>().FindAsync(owner, id, default))!;
        var acts = Render<CaseActs>(with => with.Add(shown => shown.Case, open).AddCascadingValue(seat));
        await stand.ArmAsync(MoneyStand.RefundService, "not-exist");
        await PressAsync("No money moved");
        await PressAsync("Given back");
        Assert.Equal([RefundStatus.Failed, RefundStatus.Done], (await stand.RefundsAsync()).Select(refund => refund.Status));
        Assert.Equal(2, (await stand.RequestsAsync(MoneyStand.RefundService)).Count);

        async Task PressAsync(string answer)
        {
            acts.Find("#refund-now").Click();
            await PortalWait.UntilAsync(answer, () => acts.Find("[role=status]").TextContent.Contains(answer, StringComparison.Ordinal));
        }
    }
}
