using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Portal.Domain.People;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Persistence.Configurations;

/// <summary>How the domain's own types are stored: ids as GUIDs, currencies and states by name, instants as UTC.</summary>
internal static class PortalTypes
{
    public static void UsePortalTypes(this ModelConfigurationBuilder types)
    {
        types.Properties<TenantId>().HaveConversion<TenantIdConverter>();
        types.Properties<AccountId>().HaveConversion<AccountIdConverter>();
        types.Properties<CounterId>().HaveConversion<CounterIdConverter>();
        types.Properties<QrCodeId>().HaveConversion<QrCodeIdConverter>();
        types.Properties<PaymentId>().HaveConversion<PaymentIdConverter>();
        types.Properties<NotificationId>().HaveConversion<NotificationIdConverter>();
        types.Properties<RefundId>().HaveConversion<RefundIdConverter>();
        types.Properties<CancelId>().HaveConversion<CancelIdConverter>();
        types.Properties<ApprovalId>().HaveConversion<ApprovalIdConverter>();
        types.Properties<ClaimId>().HaveConversion<ClaimIdConverter>();
        types.Properties<UserId>().HaveConversion<UserIdConverter>();
        types.Properties<SessionId>().HaveConversion<SessionIdConverter>();
        types.Properties<Currency>().HaveConversion<CurrencyConverter>().HaveMaxLength(3).AreUnicode(false);
        types.Properties<AlipayTradeNo>().HaveConversion<AlipayTradeNoConverter>().HaveMaxLength(64).AreUnicode(false);
        types.Properties<OutTradeNo>().HaveConversion<OutTradeNoConverter>().HaveMaxLength(64).AreUnicode(false);
        types.Properties<RefundNo>().HaveConversion<RefundNoConverter>().HaveMaxLength(64).AreUnicode(false);
        types.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
        types.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32).AreUnicode(false);
        types.Properties<string>().HaveMaxLength(256);
    }

    private sealed class TenantIdConverter() : ValueConverter<TenantId, Guid>(id => id.Value, value => new TenantId(value));

    private sealed class AccountIdConverter() : ValueConverter<AccountId, Guid>(id => id.Value, value => new AccountId(value));

    private sealed class CounterIdConverter() : ValueConverter<CounterId, Guid>(id => id.Value, value => new CounterId(value));

    private sealed class QrCodeIdConverter() : ValueConverter<QrCodeId, Guid>(id => id.Value, value => new QrCodeId(value));

    private sealed class PaymentIdConverter() : ValueConverter<PaymentId, Guid>(id => id.Value, value => new PaymentId(value));

    private sealed class NotificationIdConverter() : ValueConverter<NotificationId, Guid>(id => id.Value, value => new NotificationId(value));

    private sealed class RefundIdConverter() : ValueConverter<RefundId, Guid>(id => id.Value, value => new RefundId(value));

    private sealed class CancelIdConverter() : ValueConverter<CancelId, Guid>(id => id.Value, value => new CancelId(value));

    private sealed class ApprovalIdConverter() : ValueConverter<ApprovalId, Guid>(id => id.Value, value => new ApprovalId(value));

    private sealed class ClaimIdConverter() : ValueConverter<ClaimId, Guid>(id => id.Value, value => new ClaimId(value));

    private sealed class UserIdConverter() : ValueConverter<UserId, Guid>(id => id.Value, value => new UserId(value));

    private sealed class SessionIdConverter() : ValueConverter<SessionId, Guid>(id => id.Value, value => new SessionId(value));

    private sealed class CurrencyConverter() : ValueConverter<Currency, string>(currency => currency.Code, code => Currency.Of(code));

    private sealed class AlipayTradeNoConverter() : ValueConverter<AlipayTradeNo, string>(number => number.Value, text => AlipayTradeNo.Of(text));

    private sealed class OutTradeNoConverter() : ValueConverter<OutTradeNo, string>(number => number.Value, text => OutTradeNo.Of(text));

    private sealed class RefundNoConverter() : ValueConverter<RefundNo, string>(number => number.Value, text => RefundNo.Of(text));

    /// <summary>SQLite can neither order nor compare instants with an offset, so they are stored in UTC.</summary>
    private sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTime>(
        instant => instant.UtcDateTime, utc => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)));
}
