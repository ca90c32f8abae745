using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Privacy;
using Portal.Domain.Tenants;

namespace Portal.Domain.Claims;

/// <summary>What a shop can say to a customer who has paid and is not believed. Stored and in addresses by name.</summary>
/// <remarks>Source: FLOWS 8.4.</remarks>
public enum Verdict
{
    /// <summary>Paid, at the counter that asked, or nobody asked for a counter.</summary>
    PaidHere,

    /// <summary>Paid, at another counter of the tenant.</summary>
    PaidElsewhere,

    /// <summary>Alipay says paid, no message came, and it is on record now.</summary>
    Recovered,

    /// <summary>Alipay says paid, no message came, and nothing tells at which counter: a person adds it.</summary>
    Unassigned,

    /// <summary>It was paid, and the whole of it went back or was cancelled.</summary>
    Returned,

    /// <summary>It was begun and never paid.</summary>
    NeverPaid,

    /// <summary>What is known does not agree: a person looks at it first.</summary>
    NeedsPerson,

    /// <summary>Alipay has not decided.</summary>
    Undecided,

    /// <summary>Alipay gave no answer that counts.</summary>
    Unreachable,

    /// <summary>Alipay knows no such payment to this merchant.</summary>
    NotToYou,

    /// <summary>Not on record, and too little was said to ask Alipay.</summary>
    NumberNeeded,

    /// <summary>More than one payment fits.</summary>
    Several,
}

/// <summary>One question of a customer who says to have paid, and what came of it. Money that Alipay knows and nobody reported stands here until it is on record.</summary>
/// <remarks>Source: FLOWS 8; CAPABILITIES 5.</remarks>
public sealed class Claim : ITenantOwned
{
    private Claim()
    {
    }

    public TenantId TenantId { get; private set; }

    public ClaimId Id { get; private set; }

    /// <summary>The number as it was given, without what people put between digits; null: amount and time were given.</summary>
    public string? Number { get; private set; }

    /// <summary>Minor units in the tenant's currency; null: a number was given.</summary>
    public long? AmountMinor { get; private set; }

    /// <summary>About when the customer says to have paid; null: a number was given.</summary>
    public DateTimeOffset? Around { get; private set; }

    /// <summary>Where it was asked; null: at no counter.</summary>
    public CounterId? CounterId { get; private set; }

    /// <summary>Null: the command line.</summary>
    public UserId? AskedBy { get; private set; }

    public DateTimeOffset AskedAt { get; private set; }

    public Verdict Verdict { get; private set; }

    /// <summary>The payment that it is about; null: none is on record, or several are.</summary>
    public PaymentId? PaymentId { get; private set; }

    /// <summary>The trade that Alipay told of, where no message had; null: nothing of that kind.</summary>
    public AlipayTradeNo? FoundTradeNo { get; private set; }

    public OutTradeNo? FoundOutTradeNo { get; private set; }

    /// <summary>Minor units of <see cref="FoundCurrency"/>.</summary>
    public long? FoundMinor { get; private set; }

    public Currency? FoundCurrency { get; private set; }

    /// <summary>Fen that the buyer paid.</summary>
    public long? FoundCnyMinor { get; private set; }

    public DateTimeOffset? FoundPaidAt { get; private set; }

    /// <summary>Something of it had gone back already.</summary>
    public bool FoundRefunded { get; private set; }

    /// <summary>Masked.</summary>
    public string? FoundPayer { get; private set; }

    public byte[]? FoundPayerHash { get; private set; }

    /// <summary>Who put the money on record at a counter; null: nobody had to, or nobody did.</summary>
    public UserId? AddedBy { get; private set; }

    public DateTimeOffset? AddedAt { get; private set; }

    public int Version { get; private set; }

    /// <summary>Paid money that stands at no counter yet.</summary>
    public bool IsOpen => Verdict == Verdict.Unassigned;

    public Money? Found => FoundMinor is { } minor ? Money.OfMinor(minor, FoundCurrency!) : null;

    internal static Claim Ask(TenantId tenant, ClaimQuestion question, UserId? by, DateTimeOffset at) => new()
    {
        TenantId = tenant,
        Id = ClaimId.New(),
        Number = question.Number,
        AmountMinor = question.Amount?.MinorUnits,
        Around = question.Around,
        CounterId = question.Counter,
        AskedBy = by,
        AskedAt = at,
    };

    internal void Answer(Verdict verdict, Payment? about = null)
    {
        (Verdict, PaymentId) = (verdict, about?.Id ?? PaymentId);
        Version++;
    }

    /// <summary>Keeps what Alipay's answer said of paid money, so that it can be put on record later.</summary>
    internal void Find(FoundTrade found, byte[]? payerHash)
    {
        (FoundTradeNo, FoundOutTradeNo, FoundPayerHash) = (found.TradeNo, found.OutTradeNo, payerHash);
        var report = found.Report;
        (FoundMinor, FoundCurrency, FoundCnyMinor) = (report.Amount!.MinorUnits, report.Amount.Currency, report.AmountCny?.MinorUnits);
        (FoundPaidAt, FoundRefunded, FoundPayer) = (report.PaidAt, report.Refunded, PayerName.Masked(report.BuyerLogin));
    }

    /// <summary>What was found, as the answer said it.</summary>
    internal FoundTrade FoundTrade() => new(FoundTradeNo!.Value, FoundOutTradeNo!.Value, new TradeReport(
        TradeState.Paid, Found, CurrencyAgrees: true, FoundPaidAt, FoundCnyMinor is { } fen ? Money.OfMinor(fen, Currency.Of("CNY")) : null, FoundRefunded, FoundPayer, null));

    internal void Add(Payment payment, UserId? by, DateTimeOffset at)
    {
        Answer(Verdict.Recovered, payment);
        (AddedBy, AddedAt) = (by, at);
    }
}

/// <summary>Claims of the work's tenant, to be changed.</summary>
public interface IClaimStore
{
    Task<Claim?> FindAsync(ClaimId id, CancellationToken ct);

    /// <summary>The newest of this number.</summary>
    Task<Claim?> LatestAsync(string number, CancellationToken ct);

    /// <summary>The one that found this trade.</summary>
    Task<Claim?> OfTradeAsync(AlipayTradeNo trade, CancellationToken ct);

    /// <summary>When a person asked after that moment, the oldest first.</summary>
    Task<IReadOnlyList<DateTimeOffset>> TimesAsync(UserId by, DateTimeOffset after, CancellationToken ct);

    void Add(Claim claim);
}
