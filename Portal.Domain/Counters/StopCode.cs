using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Counters;

/// <summary>Stops a code: a scan says that it is invalid, until it is restarted. Payments that came or still come to it are booked.</summary>
/// <remarks>Source: Alipay, Merchant QR Code Payment, "Modify code status" (<c>STOP</c>); PROTOCOL 3.3, 4.5. Repeating it is safe.</remarks>
public sealed class StopCode(IPortalWorkFactory works, ActOnCode act)
{
    /// <param name="code">The code that the person saw.</param>
    /// <returns>Done once Alipay says so; unknown: it is asked again until it does.</returns>
    public async Task<Outcome<Counter>> RunAsync(Actor actor, CounterId counter, QrCodeId code, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.StopCode, ct);
        return await act.BeginAsync(work, counter, code, CodeAct.Stop, ct);
    }
}

/// <summary>Restarts a stopped code: it pays again.</summary>
/// <remarks>Source: as <see cref="StopCode"/> (<c>RESTART</c>).</remarks>
public sealed class RestartCode(IPortalWorkFactory works, ActOnCode act)
{
    /// <inheritdoc cref="StopCode.RunAsync"/>
    public async Task<Outcome<Counter>> RunAsync(Actor actor, CounterId counter, QrCodeId code, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.RestartCode, ct);
        return work.Tenant.HoldsCodes ? CodeErrors.HeldWithTenant : await act.BeginAsync(work, counter, code, CodeAct.Restart, ct);
    }
}

/// <summary>Retires a code: invalid for ever.</summary>
/// <remarks>Source: as <see cref="StopCode"/> (<c>DELETE</c>).</remarks>
public sealed class RetireCode(IPortalWorkFactory works, ActOnCode act)
{
    /// <param name="code">The code that the person saw.</param>
    /// <param name="typedName">The counter's name, typed as a confirmation; case and width of letters do not count.</param>
    /// <returns>Done once Alipay says so; unknown: it is asked again until it does.</returns>
    public async Task<Outcome<Counter>> RunAsync(Actor actor, CounterId counter, QrCodeId code, string? typedName, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.RetireCode, ct);
        if (await work.Counters.FindAsync(counter, ct) is not { } found)
        {
            return CommonErrors.NotFound;
        }
        return CounterName.TryRead(typedName, out var typed) && typed.Key == found.NameKey
            ? await act.BeginAsync(work, counter, code, CodeAct.Retire, ct)
            : CodeErrors.ConfirmationDiffers;
    }
}
