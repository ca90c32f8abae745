using System.Diagnostics.CodeAnalysis;

namespace Portal.Domain.Primitives;

/// <summary>Our own ids: random enough not to be guessed, ordered enough to be stored. In addresses they are 32 hexadecimal digits.</summary>
public readonly record struct TenantId(Guid Value)
{
    public static TenantId New() => new(Guid.CreateVersion7());

    public static bool TryParse([NotNullWhen(true)] string? text, out TenantId id)
    {
        var parsed = Guid.TryParse(text, out var value);
        id = new TenantId(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("N");
}

/// <inheritdoc cref="TenantId"/>
public readonly record struct AccountId(Guid Value)
{
    public static AccountId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("N");
}

/// <inheritdoc cref="TenantId"/>
public readonly record struct CounterId(Guid Value)
{
    public static CounterId New() => new(Guid.CreateVersion7());

    public static bool TryParse([NotNullWhen(true)] string? text, out CounterId id)
    {
        var parsed = Guid.TryParse(text, out var value);
        id = new CounterId(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("N");
}

/// <inheritdoc cref="TenantId"/>
public readonly record struct QrCodeId(Guid Value)
{
    public static QrCodeId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("N");
}

/// <inheritdoc cref="TenantId"/>
public readonly record struct PaymentId(Guid Value)
{
    public static PaymentId New() => new(Guid.CreateVersion7());

    public static bool TryParse([NotNullWhen(true)] string? text, out PaymentId id)
    {
        var parsed = Guid.TryParse(text, out var value);
        id = new PaymentId(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("N");
}

/// <inheritdoc cref="TenantId"/>
public readonly record struct NotificationId(Guid Value)
{
    public static NotificationId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("N");
}

/// <inheritdoc cref="TenantId"/>
public readonly record struct UserId(Guid Value)
{
    public override string ToString() => Value.ToString("N");
}

/// <inheritdoc cref="TenantId"/>
public readonly record struct RefundId(Guid Value)
{
    public static RefundId New() => new(Guid.CreateVersion7());

    public static bool TryParse([NotNullWhen(true)] string? text, out RefundId id)
    {
        var parsed = Guid.TryParse(text, out var value);
        id = new RefundId(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("N");
}

/// <inheritdoc cref="TenantId"/>
public readonly record struct CancelId(Guid Value)
{
    public static CancelId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("N");
}

/// <summary>A refund that somebody asks another person for.</summary>
public readonly record struct ApprovalId(Guid Value)
{
    public static ApprovalId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("N");
}

/// <summary>A question of a customer who says to have paid.</summary>
public readonly record struct ClaimId(Guid Value)
{
    public static ClaimId New() => new(Guid.CreateVersion7());

    public static bool TryParse([NotNullWhen(true)] string? text, out ClaimId id)
    {
        var parsed = Guid.TryParse(text, out var value);
        id = new ClaimId(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("N");
}
