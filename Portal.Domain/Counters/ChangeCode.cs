using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Counters;

/// <summary>Changes what customers and files are shown for a till: its name and, where it stands elsewhere, its address. Alipay is told; the print stays valid.</summary>
/// <remarks>Source: Alipay, Merchant QR Code Payment, "Modify code" (<c>alipay.commerce.qrcode.modify</c>); PROTOCOL 3.2. A second create would change nothing (8.6, trap 38).</remarks>
public sealed class ChangeCode(IPortalWorkFactory works, ActOnCode act)
{
    public const int MaxAddress = 256;

    /// <param name="code">The active code that the person saw.</param>
    /// <param name="address">Empty: the shop's own address.</param>
    /// <returns>Done once Alipay took it; unknown: it is told again until it answers; refused: Alipay goes on showing what it had.</returns>
    public async Task<Outcome<Counter>> RunAsync(Actor actor, CounterId id, QrCodeId code, string? name, string? address, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ManageCounters, ct);
        if (await work.Counters.FindAsync(id, ct) is not { } counter || counter.FindCode(code) is not { } active)
        {
            return CommonErrors.NotFound;
        }
        if (!CounterName.TryRead(name, out var read))
        {
            return CounterErrors.NameInvalid;
        }
        var place = address?.Trim().Normalize() is { Length: > 0 } typed ? typed : null;
        if (place is not null && !PlainText.IsFit(place, MaxAddress))
        {
            return CodeErrors.AddressInvalid;
        }
        if (read.Key != counter.NameKey && await work.Counters.IsNameTakenAsync(read, ct))
        {
            return CounterErrors.NameTaken;
        }
        counter.Describe(read, place);
        work.Audit(new AuditEntry { Act = "change_counter" });
        var reportTo = active is { Wanted: CodeAct.Change, WantedAddress: { } underWay } ? underWay : active.NotifyUrl;      // a move that is still open stays so
        return await act.WantAsync(work, counter, active, CodeAct.Change, reportTo, ct);
    }
}

/// <summary>Tells Alipay for one code where payments are to be reported: at this portal, as it is reached now.</summary>
/// <remarks>Source: as <see cref="ChangeCode"/> (<c>notify_url</c>). The address is the installation's own and never typed: whoever typed it could send payments elsewhere.</remarks>
public sealed class MoveAddress(IPortalWorkFactory works, IPublicAddress address, ActOnCode act)
{
    /// <param name="code">The active code that the person saw.</param>
    /// <returns>As <see cref="ChangeCode.RunAsync"/>.</returns>
    public async Task<Outcome<Counter>> RunAsync(Actor actor, CounterId id, QrCodeId code, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ChangeAddress, ct);
        return await work.Counters.FindAsync(id, ct) is { } counter && counter.FindCode(code) is { } active
            ? await act.WantAsync(work, counter, active, CodeAct.Change, address.NotifyUrlFor(active) ?? active.NotifyUrl, ct)
            : CommonErrors.NotFound;
    }
}

/// <summary>Compares the address that Alipay reports payments to with the one at which this installation is reached, and tells Alipay where they differ.</summary>
/// <remarks>Source: CONTRACT, <c>Portal:PublicBaseUrl</c>. Only active codes: an old one keeps its address for what may still come to it.</remarks>
public sealed class MoveAddresses(IPortalWorkFactory works, IPublicAddress address, TimeProvider clock)
{
    /// <returns>How many codes are told to Alipay from now on; a job does it.</returns>
    public async Task<Outcome<int>> RunAsync(Actor actor, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ChangeAddress, ct);
        var now = clock.GetUtcNow();
        var moved = 0;
        foreach (var code in (await work.Counters.ActiveCodesAsync(ct)).Where(address.IsElsewhere))
        {
            if (code.Want(CodeAct.Change, address.NotifyUrlFor(code), actor.User, now) is Outcome<bool>.Done { Value: true })
            {
                code.TakeLease(now, TimeSpan.Zero);            // whoever asks just now drops its result; the row is free for the job
                work.Counters.Note(CodeNote.Of(code, CodeAct.Change, CodeNoteKind.Asked, "address", actor.User, now));
                moved++;
            }
        }
        return await work.CommitAsync(ct) is { } stale ? stale : moved;
    }
}
