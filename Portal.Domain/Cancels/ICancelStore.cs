using Portal.Domain.Primitives;

namespace Portal.Domain.Cancels;

/// <summary>Cancels of the work's tenant, to be changed.</summary>
public interface ICancelStore
{
    Task<Cancel?> FindAsync(CancelId id, CancellationToken ct);

    Task<Cancel?> FindByKeyAsync(string key, CancellationToken ct);

    /// <summary>The newest cancel of a payment; null: nobody ever wanted one.</summary>
    Task<Cancel?> LatestAsync(PaymentId payment, CancellationToken ct);

    /// <summary>When the person asked for cancels after an instant, the oldest first.</summary>
    Task<IReadOnlyList<DateTimeOffset>> TimesAsync(UserId by, DateTimeOffset after, CancellationToken ct);

    void Add(Cancel cancel);
}
