using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Tenants;

/// <summary>A new tenant's way in, in order.</summary>
/// <remarks>Source: FLOWS 7.2.</remarks>
public enum OnboardingStep
{
    Company,
    Keys,
    Address,
    Counter,
    TestPayment,
    Staff,
}

/// <summary>How far a step is.</summary>
public enum StepState
{
    Open,

    /// <summary>Something was done, but it is not proven.</summary>
    Begun,
    Skipped,
    Done,
}

/// <summary>One line of the list.</summary>
public sealed record StepView(OnboardingStep Step, StepState State, DateTimeOffset? DoneAt);

/// <summary>The list, read from what is there.</summary>
public sealed record OnboardingView(IReadOnlyList<StepView> Steps, DateTimeOffset Since)
{
    /// <summary>The first step that is neither done nor put aside; null: nothing is left.</summary>
    public StepView? Next => Steps.FirstOrDefault(step => step.State is StepState.Open or StepState.Begun);

    public int Done => Steps.Count(step => step.State is StepState.Done or StepState.Skipped);

    /// <summary>Since when the next step is waited for.</summary>
    public DateTimeOffset WaitingSince => Steps.Select(step => step.DoneAt).OfType<DateTimeOffset>().DefaultIfEmpty(Since).Max();

    public static OnboardingView Of(Tenant tenant, OnboardingFacts facts)
    {
        var skipped = tenant.SkippedSteps.Split(' ');
        var keys = facts.ProvenAt ?? facts.FirstCodeAt;                 // a code is Alipay's signed answer to our signature
        return new OnboardingView(
            [
                Step(OnboardingStep.Company, true, tenant.CreatedAt),
                Step(OnboardingStep.Keys, keys is not null, keys, begun: facts.HasAccount),
                Step(OnboardingStep.Address, facts.FirstMessageAt is not null, facts.FirstMessageAt, begun: facts.HasAddress),
                Step(OnboardingStep.Counter, facts.FirstCodeAt is not null, facts.FirstCodeAt, begun: facts.HasCounter),
                Step(OnboardingStep.TestPayment, facts.FirstPaidAt is not null, facts.FirstPaidAt, begun: facts.FirstMessageAt is not null),
                Step(OnboardingStep.Staff, facts.People > 1, null, begun: facts.HasInvited),
            ],
            tenant.CreatedAt);

        StepView Step(OnboardingStep step, bool done, DateTimeOffset? at, bool begun = false) => new(
            step, done ? StepState.Done : skipped.Contains(step.ToString()) ? StepState.Skipped : begun ? StepState.Begun : StepState.Open, done ? at : null);
    }
}

/// <summary>What is there of a tenant.</summary>
/// <param name="ProvenAt">When its keys were last proven.</param>
/// <param name="FirstPaidAt">When the first payment arrived that Alipay confirmed.</param>
public sealed record OnboardingFacts(
    bool HasAccount, DateTimeOffset? ProvenAt, bool HasAddress, bool HasCounter, DateTimeOffset? FirstCodeAt, DateTimeOffset? FirstMessageAt, DateTimeOffset? FirstPaidAt, int People, bool HasInvited);

/// <summary>The list of the actor's tenant.</summary>
public interface IOnboardingQueries
{
    /// <exception cref="AccessDeniedException">Not for this role.</exception>
    Task<OnboardingView> FindAsync(Actor actor, CancellationToken ct);
}

/// <summary>Puts a step aside; it may be taken up any time.</summary>
public sealed class SkipStep(IPortalWorkFactory works)
{
    public async Task<Outcome<Tenant>> RunAsync(Actor actor, OnboardingStep step, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ChangeSettings, ct);
        work.Tenant.Skip(step);
        return await work.CommitAsync(ct) is { } stale ? stale : work.Tenant;
    }
}
