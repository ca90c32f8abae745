namespace Portal.Web.Features.Payments;

/// <summary>Words of the payments list, a payment's page and its history.</summary>
public sealed class PaymentsText;
