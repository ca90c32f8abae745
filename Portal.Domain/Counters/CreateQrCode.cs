using Portal.Domain.Audit;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Domain.Counters;

/// <summary>The noes of registering a counter.</summary>
public static class CounterErrors
{
    public static PortalError NameInvalid => new("name_invalid", ErrorKind.Invalid);

    public static PortalError NameTaken => new("name_invalid", ErrorKind.Invalid, "name_taken");

    public static PortalError KeyInvalid => new("name_invalid", ErrorKind.Invalid, "key_invalid");

    public static PortalError NoPublicAddress => new("unavailable", ErrorKind.Unavailable, "no_public_address");
}

/// <summary>The create flow: registers a counter and gets its static code.</summary>
/// <remarks>Source: Alipay, Merchant QR Code Payment, "Create flow" (<c>alipay.commerce.qrcode.create</c>). Repeating it is safe:
/// one store number gives one code.</remarks>
public sealed class CreateQrCode(IPortalWorkFactory works, AskForCode ask, TimeProvider clock)
{
    private const int MaxKeyLength = 64;

    /// <param name="key">Names the request: the same key and name answer the same counter again.</param>
    /// <returns>The counter, <c>Live</c>, or still <c>Creating</c> where Alipay's answer is not known yet, or <c>Failed</c>.</returns>
    public async Task<Outcome<Counter>> RunAsync(Actor actor, string? name, string? key, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ManageCounters, ct);
        if (string.IsNullOrEmpty(key) || key.Length > MaxKeyLength)
        {
            return CounterErrors.KeyInvalid;
        }
        if (!CounterName.TryRead(name, out var read))
        {
            return CounterErrors.NameInvalid;
        }
        if (await work.Counters.FindByKeyAsync(key, ct) is { } before)
        {
            return before.NameKey == read.Key ? before : CommonErrors.KeyReused;
        }
        if (await work.Counters.IsNameTakenAsync(read, ct))
        {
            return await OfOthersAsync(actor, read, key, ct);          // perhaps by this very request, sent twice, since the look before
        }
        if (Refusal(work) is { } no)
        {
            return no;
        }
        var counter = Counter.Register(actor.Tenant, read, key, clock.GetUtcNow());
        work.Counters.Add(counter);
        work.Audit(new AuditEntry { Act = "create_counter" });
        return await work.CommitAsync(ct) is null
            ? await ask.RunAsync(work, counter, Caller.Person, null)
            : await OfOthersAsync(actor, read, key, ct);
    }

    /// <summary>Asks again for the code of a counter whose creation was refused.</summary>
    public async Task<Outcome<Counter>> RetryAsync(Actor actor, CounterId id, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ManageCounters, ct);
        if (await work.Counters.FindAsync(id, ct) is not { } counter)
        {
            return CommonErrors.NotFound;
        }
        if (counter.ActiveCode.Status != QrCodeStatus.Failed)
        {
            return counter;
        }
        if (Refusal(work) is { } no)
        {
            return no;
        }
        counter.ActiveCode.Retry(clock.GetUtcNow());
        work.Audit(new AuditEntry { Act = "ask_for_code" });
        return await work.CommitAsync(ct) is { } stale ? stale : await ask.RunAsync(work, counter, Caller.Person, null);
    }

    private PortalError? Refusal(IPortalWork work) =>
        work.Tenant.HoldsCodes ? CodeErrors.HeldWithTenant
        : !work.HasAccount ? TenantErrors.NoAccount
        : ask.HasPublicAddress ? null
        : CounterErrors.NoPublicAddress;

    /// <summary>Two requests at once: the unique indexes let one through, the other gets the winner's counter or the taken name.</summary>
    private async Task<Outcome<Counter>> OfOthersAsync(Actor actor, CounterName name, string key, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ManageCounters, ct);
        return await work.Counters.FindByKeyAsync(key, ct) is not { } winner ? CounterErrors.NameTaken
            : winner.NameKey == name.Key ? winner
            : CommonErrors.KeyReused;
    }
}
