using static Portal.Domain.Payments.PaymentStatus;

namespace Portal.Domain.Payments;

/// <summary>States of a payment; the names are CONTRACT's and are what is stored and shown to outsiders.</summary>
public enum PaymentStatus
{
    /// <summary>A valid notification is stored, Alipay's answer is still out.</summary>
    Reported,

    /// <summary>Alipay says WAIT_BUYER_PAY or TRADE_PENDING.</summary>
    Pending,

    /// <summary>Asked, no definite answer.</summary>
    Unknown,

    Paid,
    PartlyRefunded,
    Refunded,
    Cancelling,
    Cancelled,

    /// <summary>Never paid.</summary>
    Closed,

    /// <summary>A person is needed.</summary>
    Review,
}

/// <summary>The one table of steps.</summary>
public static class PaymentSteps
{
    public static bool CanBecome(this PaymentStatus from, PaymentStatus to) => (from, to) switch
    {
        (Reported, Pending or Unknown or Paid or Closed or Review) => true,
        (Pending, Unknown or Paid or Closed or Cancelling or Review) => true,
        (Unknown, Pending or Paid or Closed or Cancelling or Review) => true,
        (Paid, PartlyRefunded or Refunded or Cancelling or Cancelled or Review) => true,
        (PartlyRefunded, Refunded or Review) => true,
        (Cancelling, Cancelled or Paid or Closed or Review) => true,
        (Cancelled or Closed or Refunded, Review) => true,          // later signed evidence contradicts
        (Review, not (Reported or Pending or Review)) => true,      // by a signed answer or a named person
        _ => false,
    };

    /// <summary>Alipay has not decided as far as we know: it is asked again until it has.</summary>
    public static bool IsUnclear(this PaymentStatus status) => status is Reported or Pending or Unknown or Cancelling;

    /// <summary>Money came in and at least part of it stayed or went back by a refund.</summary>
    public static bool IsTaken(this PaymentStatus status) => status is Paid or PartlyRefunded or Refunded or Cancelling;
}
