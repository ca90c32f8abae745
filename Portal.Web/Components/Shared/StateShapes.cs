using Portal.Domain.Counters;
using Portal.Domain.Payments;

namespace Portal.Web.Components.Shared;

/// <summary>How a state looks: one of four shapes, and the glyph on it. A colour alone never speaks.</summary>
public static class StateShapes
{
    public const string Decided = "paid";
    public const string Undone = "undone";
    public const string Unknown = "unknown";
    public const string Person = "person";

    public static string Shape(this PaymentStatus status) => status switch
    {
        PaymentStatus.Paid => Decided,
        PaymentStatus.PartlyRefunded or PaymentStatus.Refunded or PaymentStatus.Cancelled or PaymentStatus.Closed => Undone,
        PaymentStatus.Review => Person,
        _ => Unknown,
    };

    public static string Glyph(this PaymentStatus status) => status == PaymentStatus.Closed ? "s-stopped" : $"s-{status.Shape()}";

    public static string Shape(this QrCodeStatus status) => status switch
    {
        QrCodeStatus.Live => Decided,
        QrCodeStatus.Creating => Unknown,
        QrCodeStatus.Failed => Person,
        _ => Undone,
    };

    public static string Glyph(this QrCodeStatus status) => status is QrCodeStatus.Stopped or QrCodeStatus.Deleted ? "s-stopped" : $"s-{status.Shape()}";
}
