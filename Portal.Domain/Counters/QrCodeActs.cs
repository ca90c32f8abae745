using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Counters;

/// <summary>What was asked of Alipay for a code that was made, and what became of it.</summary>
public sealed partial class QrCode
{
    /// <summary>Within this time a request that was overtaken by a graver one may still be carried out.</summary>
    private static readonly TimeSpan s_overtakenMayArrive = TimeSpan.FromMinutes(1);

    /// <summary>What Alipay was asked for and has not answered so that it counts; null: nothing is open.</summary>
    public CodeAct? Wanted { get; private set; }

    public DateTimeOffset? WantedAt { get; private set; }

    /// <summary>Who wanted it; null: the product itself, or the command line.</summary>
    public UserId? WantedBy { get; private set; }

    /// <summary>The notification address that goes with <see cref="CodeAct.Change"/>.</summary>
    public string? WantedAddress { get; private set; }

    /// <summary>The open act overtook another request, which may still arrive after it: once done it is repeated.</summary>
    public bool WantedTwice { get; private set; }

    /// <summary>When it was done for the first time; what is left is the repetition.</summary>
    public DateTimeOffset? WantedDoneAt { get; private set; }

    /// <summary>The act that <see cref="RefusedWith"/> belongs to; null: the creation, or nothing was refused.</summary>
    public CodeAct? RefusedAct { get; private set; }

    /// <summary>When the code came into its state; null: it is in it since it was made.</summary>
    public DateTimeOffset? StatusAt { get; private set; }

    /// <summary>The name and address of the shop that Alipay last took for this code; null where that was not noted.</summary>
    public string? ToldName { get; private set; }

    public string? ToldAddress { get; private set; }

    /// <summary>The code whose place this one took.</summary>
    public QrCodeId? ReplacesId { get; private set; }

    public DateTimeOffset? ReplacedAt { get; private set; }

    /// <summary>From here to <see cref="SuspectUntil"/> another's sticker may have hung over this one: takings may be missing.</summary>
    public DateTimeOffset? SuspectFrom { get; private set; }

    public DateTimeOffset? SuspectUntil { get; private set; }

    /// <summary>Since then it is kept from paying because its tenant is; it comes back with the tenant. Null: it is not.</summary>
    public DateTimeOffset? HeldAt { get; private set; }

    /// <summary>Something is asked of Alipay that is not so yet, as far as we know.</summary>
    public bool IsOpen => Wanted is not null && WantedDoneAt is null;

    /// <summary>An earlier request, this act's or the one that it overtook, had no answer: it may be carried out, now or a little later.</summary>
    internal bool MayHaveBeenCarriedOut => WantedTwice || Attempts > 0;

    /// <summary>Puts the wish on record, due at once.</summary>
    /// <param name="address">With <see cref="CodeAct.Change"/>: where notifications go from then on.</param>
    /// <returns>True: Alipay is to be asked; false: it is so already, or somebody is asking just now.</returns>
    public Outcome<bool> Want(CodeAct act, string? address, UserId? by, DateTimeOffset now)
    {
        if (!Status.Allows(act))
        {
            return Status == QrCodeStatus.Deleted ? CodeErrors.Deleted : CodeErrors.NotMade;
        }
        if (!IsActive && act is CodeAct.Restart or CodeAct.Change)
        {
            return CodeErrors.Replaced;
        }
        if (IsOpen && Wanted == act && act != CodeAct.Change)
        {
            return !IsLeasedAt(now);
        }
        if (IsOpen && Wanted is { } pending && pending != act && !act.Overrides(pending))
        {
            return CodeErrors.Pending;
        }
        if (!IsOpen && act.LeadsTo() == Status)
        {
            return false;
        }
        WantedTwice = Wanted is not null;
        (Wanted, WantedAt, WantedBy, WantedAddress, WantedDoneAt) = (act, now, by, address, null);
        (RefusedAct, RefusedWith) = (null, null);
        DueAt = now;
        Attempts = 0;
        return true;
    }

    /// <summary>Its tenant's codes are stopped: a code that pays, or is about to, is stopped with them; one that its people stopped stays theirs.</summary>
    /// <returns>True: Alipay is to be asked.</returns>
    internal bool Hold(UserId? by, DateTimeOffset now)
    {
        var isToPay = Status == QrCodeStatus.Creating || (IsOpen ? Wanted is CodeAct.Restart or CodeAct.Change && (Wanted == CodeAct.Restart || Status == QrCodeStatus.Live) : Status == QrCodeStatus.Live);
        if (!isToPay)
        {
            return false;
        }
        HeldAt ??= now;
        return Want(CodeAct.Stop, null, by, now) is Outcome<bool>.Done { Value: true };
    }

    /// <summary>Its tenant's codes may pay again: it is restarted, or will be once the stop that is still open has its answer.</summary>
    /// <returns>True: Alipay is to be asked.</returns>
    internal bool Release(UserId? by, DateTimeOffset now)
    {
        if (HeldAt is null || (IsOpen && Wanted == CodeAct.Stop))
        {
            return false;
        }
        HeldAt = null;
        return Want(CodeAct.Restart, null, by, now) is Outcome<bool>.Done { Value: true };
    }

    /// <summary>Alipay did it. Where an earlier request may still arrive, it is asked once more when that no longer can.</summary>
    internal void CarriedOut(DateTimeOffset now)
    {
        if (Wanted is not { } act)
        {
            return;
        }
        if (act.LeadsTo() is { } next && next != Status)
        {
            MoveTo(next);
            StatusAt = now;
        }
        NotifyUrl = act == CodeAct.Change ? WantedAddress : NotifyUrl;
        if (MayHaveBeenCarriedOut && WantedDoneAt is null)
        {
            WantedDoneAt = now;
            AskAgainAt(now + s_overtakenMayArrive);
            return;
        }
        Forget();
    }

    /// <summary>A definite no: the code is as it was.</summary>
    internal void Refuse(string refusedWith)
    {
        (RefusedAct, RefusedWith) = (Wanted, refusedWith);
        Forget();
    }

    internal void Told(string name, string address) => (ToldName, ToldAddress) = (name, address);

    /// <summary>Another code takes the place of this one; payments to it are booked as before.</summary>
    /// <param name="suspectFrom">Since when the sticker may have been another's; null: it was not.</param>
    internal QrCode ReplaceBy(Counter counter, DateTimeOffset? suspectFrom, DateTimeOffset now)
    {
        IsActive = false;
        ReplacedAt = now;
        if (suspectFrom is { } from)
        {
            SuspectUntil = Status == QrCodeStatus.Stopped ? StatusAt ?? now : now;
            SuspectFrom = from < CreatedAt ? CreatedAt : from > SuspectUntil ? SuspectUntil : from;
        }
        var next = Plan(counter, now);
        next.ReplacesId = Id;
        return next;
    }

    private void Forget()
    {
        (Wanted, WantedAt, WantedBy, WantedAddress, WantedTwice, WantedDoneAt) = (null, null, null, null, false, null);
        SettleDue();
    }
}
