using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Alipay;

/// <summary>Spares a gateway that does not answer, and the people who would wait for it: after some failures in a row an account's calls rest,
/// then one of them tries.</summary>
/// <remarks>A failure is a call that reached nobody or got no proper answer; a refusal or a wrong signature is none, for somebody answered.</remarks>
public sealed class AccountBreaker(IOptions<GatewayOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(10);

    /// <summary>Longer than any call: a try that was never reported holds the way no longer.</summary>
    private static readonly TimeSpan s_try = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<TenantId, Circuit> _circuits = new();

    /// <summary>How many calls may begin now: all, one that tries, or none.</summary>
    public int Room(TenantId tenant) => CircuitOf(tenant).Room(clock.GetUtcNow());

    /// <summary>Whether this call may be made; whoever was let in reports what became of it.</summary>
    public bool TryEnter(TenantId tenant) => CircuitOf(tenant).TryEnter(clock.GetUtcNow());

    public void Report(TenantId tenant, bool answered) => CircuitOf(tenant).Report(answered, options.Value.FailuresToRest, clock.GetUtcNow());

    private Circuit CircuitOf(TenantId tenant) => _circuits.GetOrAdd(tenant, _ => new Circuit());

    private sealed class Circuit
    {
        private readonly Lock _lock = new();
        private int _failures;
        private DateTimeOffset? _restsUntil;

        public int Room(DateTimeOffset now)
        {
            lock (_lock)
            {
                return _restsUntil is not { } until ? int.MaxValue : now < until ? 0 : 1;
            }
        }

        public bool TryEnter(DateTimeOffset now)
        {
            lock (_lock)
            {
                if (_restsUntil is not { } until)
                {
                    return true;
                }
                if (now < until)
                {
                    return false;
                }
                _restsUntil = now + s_try;                         // this call tries, the others wait for it
                return true;
            }
        }

        public void Report(bool answered, int failuresToRest, DateTimeOffset now)
        {
            lock (_lock)
            {
                _failures = answered ? 0 : _failures + 1;
                _restsUntil = answered || failuresToRest == 0 || _failures < failuresToRest ? null : now + s_rest;
            }
        }
    }
}
