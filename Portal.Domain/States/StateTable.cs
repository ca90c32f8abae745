using System.Collections.Frozen;
using Portal.Domain.Payments;

namespace Portal.Domain.States;

/// <summary>What a step does beyond the state itself.</summary>
[Flags]
public enum StepEffects
{
    None = 0,

    /// <summary>The question is answered: nothing is due any more.</summary>
    Settle = 1,

    /// <summary>The trade is to be asked for at once: only its answer decides what is left open.</summary>
    AskTrade = 2,

    /// <summary>A person should hear of it.</summary>
    Alarm = 4,

    /// <summary>The amount that a refund held may be given back by another one.</summary>
    FreeAmount = 8,

    /// <summary>An amount that was free is held once more: later evidence says that it went.</summary>
    HoldAmount = 16,

    /// <summary>The amount went back to the customer.</summary>
    CountAmount = 32,

    /// <summary>What a person said went back did not, by later evidence.</summary>
    UncountAmount = 64,
}

/// <summary>One line of a table of states: in this state this event, proven at least so well, leads there.</summary>
/// <param name="Needs">The weakest evidence that is enough.</param>
public sealed record StateRule<TState, TTrigger>(TState From, TTrigger Trigger, Evidence Needs, TState To, StepEffects Effects = StepEffects.None);

/// <summary>A state machine as data: no I/O, no clock. Every pair is a rule, or it is illegal and changes nothing.</summary>
/// <remarks>Source: RELIABILITY, rule 5.</remarks>
public sealed class StateTable<TState, TTrigger>
    where TState : struct, Enum
    where TTrigger : struct, Enum
{
    private readonly FrozenDictionary<(TState, TTrigger), StateRule<TState, TTrigger>> _rules;
    private readonly FrozenSet<(TState, TState)> _steps;

    /// <exception cref="ArgumentException">Two rules for one pair.</exception>
    public StateTable(params IEnumerable<IEnumerable<StateRule<TState, TTrigger>>> rules)
    {
        Rules = [.. rules.SelectMany(lines => lines)];
        _rules = Rules.ToFrozenDictionary(rule => (rule.From, rule.Trigger));
        _steps = Rules.Where(rule => !rule.From.Equals(rule.To)).Select(rule => (rule.From, rule.To)).ToFrozenSet();
    }

    public IReadOnlyList<StateRule<TState, TTrigger>> Rules { get; }

    /// <summary>The pairs that no rule knows.</summary>
    public IEnumerable<(TState State, TTrigger Trigger)> Illegal =>
        from state in Enum.GetValues<TState>() from trigger in Enum.GetValues<TTrigger>() where !_rules.ContainsKey((state, trigger)) select (state, trigger);

    /// <summary>Null: illegal, or the evidence is too weak.</summary>
    public StateRule<TState, TTrigger>? Find(TState from, TTrigger trigger, Evidence evidence) =>
        _rules.GetValueOrDefault((from, trigger)) is { } rule && evidence.Rank() >= rule.Needs.Rank() ? rule : null;

    /// <summary>Whether any event leads from one state to another one.</summary>
    public bool CanBecome(TState from, TState to) => _steps.Contains((from, to));
}

/// <summary>Writes several lines of a table at once.</summary>
public static class StateRules
{
    /// <summary>Lines that lead from several states to one.</summary>
    public static IEnumerable<StateRule<TState, TTrigger>> On<TState, TTrigger>(TTrigger trigger, Evidence needs, TState to, StepEffects effects, params TState[] from) =>
        from.Select(state => new StateRule<TState, TTrigger>(state, trigger, needs, to, effects));

    /// <summary>Lines of an event that says nothing new in these states.</summary>
    public static IEnumerable<StateRule<TState, TTrigger>> Stay<TState, TTrigger>(TTrigger trigger, Evidence needs, params TState[] states) =>
        states.Select(state => new StateRule<TState, TTrigger>(state, trigger, needs, state));
}

/// <summary>How much a kind of evidence weighs.</summary>
public static class EvidenceRank
{
    public static int Rank(this Evidence evidence) => evidence switch
    {
        Evidence.NoAnswer => 0,
        Evidence.Notification => 1,
        Evidence.FileRow => 2,
        Evidence.SignedAnswer => 3,
        Evidence.Person => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(evidence), evidence, "No such evidence."),
    };
}
