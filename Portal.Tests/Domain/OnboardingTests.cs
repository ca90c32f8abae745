using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using Portal.Tests.TestKit;
using static Portal.Tests.Domain.Memory.MoneyFlows;
using static Portal.Domain.Tenants.OnboardingStep;

namespace Portal.Tests.Domain;

/// <summary>A new tenant's way in, read from what is there.</summary>
public sealed class OnboardingTests
{
    private static readonly OnboardingFacts s_nothing = new(false, null, false, false, null, null, null, 1, false);
    private readonly MemoryShop _shop = new();

    [Fact]
    public void A_new_tenant_has_its_company_and_waits_for_keys()
    {
        var view = Of(s_nothing);
        Assert.Equal([Company, Keys, Address, Counter, TestPayment, Staff], view.Steps.Select(step => step.Step));
        Assert.Equal([StepState.Done, .. Enumerable.Repeat(StepState.Open, 5)], view.Steps.Select(step => step.State));
        Assert.Equal((Keys, 1, Given.Noon, Given.Noon), (view.Next!.Step, view.Done, view.WaitingSince, view.Since));
        Assert.Equal((DateTimeOffset?)Given.Noon, view.Steps[0].DoneAt);
        Assert.All(view.Steps.Skip(1), step => Assert.Null(step.DoneAt));
    }

    [Fact]
    public void What_is_begun_is_not_proven_yet()
    {
        var view = Of(s_nothing with { HasAccount = true, HasAddress = true, HasCounter = true, HasInvited = true });
        Assert.Equal([StepState.Done, StepState.Begun, StepState.Begun, StepState.Begun, StepState.Open, StepState.Begun], view.Steps.Select(step => step.State));
        Assert.Equal(Keys, view.Next!.Step);
        Assert.Equal(StepState.Begun, Of(s_nothing with { FirstMessageAt = Given.Noon }).Steps[4].State);      // a message came, and no payment of it is confirmed
    }

    [Fact]
    public void What_is_proven_is_done_at_the_moment_of_its_proof()
    {
        var facts = s_nothing with
        {
            ProvenAt = Given.Noon.AddHours(1), FirstCodeAt = Given.Noon.AddHours(2), FirstMessageAt = Given.Noon.AddHours(4), FirstPaidAt = Given.Noon.AddHours(3), People = 2,
        };
        var view = Of(facts);
        Assert.Equal(
            [(Company, Given.Noon), (Keys, Given.Noon.AddHours(1)), (Address, Given.Noon.AddHours(4)), (Counter, Given.Noon.AddHours(2)), (TestPayment, Given.Noon.AddHours(3)), (Staff, (DateTimeOffset?)null)],
            view.Steps.Select(step => (step.Step, step.DoneAt)));
        Assert.All(view.Steps, step => Assert.Equal(StepState.Done, step.State));
        Assert.Equal((null, 6, Given.Noon.AddHours(4)), (view.Next, view.Done, view.WaitingSince));
    }

    [Fact]
    public void A_code_proves_the_keys_too() => Assert.Equal((StepState.Done, Given.Noon.AddHours(2)),
        Of(s_nothing with { FirstCodeAt = Given.Noon.AddHours(2) }).Steps[1] is var keys ? (keys.State, keys.DoneAt!.Value) : default);

    [Fact]
    public async Task A_step_is_put_aside_until_it_is_done()
    {
        var skip = new SkipStep(_shop);
        Assert.Same(_shop.Tenant, Done(await skip.RunAsync(_shop.Owner, Keys, default)));
        Done(await skip.RunAsync(_shop.Owner, Staff, default));
        Assert.Equal("Keys Staff", _shop.Tenant.SkippedSteps);
        Done(await skip.RunAsync(_shop.Owner, Keys, default));
        Assert.Equal(("Keys Staff", 3, Permission.ChangeSettings), (_shop.Tenant.SkippedSteps, _shop.Tenant.Version, _shop.Permitted[^1]));
        var view = Of(s_nothing with { HasAccount = true });
        Assert.Equal([StepState.Done, StepState.Skipped, StepState.Open, StepState.Open, StepState.Open, StepState.Skipped], view.Steps.Select(step => step.State));
        Assert.Equal((Address, 3), (view.Next!.Step, view.Done));
        Assert.Equal(StepState.Done, Of(s_nothing with { ProvenAt = Given.Noon }).Steps[1].State);
        _shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await skip.RunAsync(_shop.Owner, Address, default)));
    }

    private OnboardingView Of(OnboardingFacts facts) => OnboardingView.Of(_shop.Tenant, facts);
}
