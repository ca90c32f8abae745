using Portal.Domain.Primitives;

namespace Portal.Domain.Tenants;

/// <summary>Whether people of the tenant may act; money that arrives is booked either way.</summary>
public enum TenantStatus
{
    Active,

    /// <summary>Nobody of the tenant signs in; its codes go on.</summary>
    Suspended,

    /// <summary>People sign in and give money back; its codes are stopped.</summary>
    CodesStopped,

    /// <summary>For good: nobody signs in, the codes are stopped.</summary>
    Closed,
}

/// <summary>Who signs in: a merchant with its registered business, its currency and its shop day.</summary>
public sealed class Tenant
{
    /// <summary>After closing, so long the keys are kept: whoever closed the wrong one has that long to say so.</summary>
    public static readonly TimeSpan KeysKeptAfterClosing = TimeSpan.FromDays(30);

    private Tenant()
    {
    }

    public TenantId Id { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The pricing currency: what customers type amounts in.</summary>
    public Currency Currency { get; private set; } = null!;

    /// <summary>IANA name, e.g. <c>Asia/Hong_Kong</c>.</summary>
    public string TimeZone { get; private set; } = "";

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string Country { get; private set; } = "";

    public string Address { get; private set; } = "";

    /// <summary>Merchant category code, four digits (ISO 18245).</summary>
    public string Mcc { get; private set; } = "";

    /// <summary>The shop's number at Alipay, at most 32 letters and digits; never changeable there.</summary>
    public string SecondaryMerchantId { get; private set; } = "";

    /// <summary>Hour of the tenant's zone at which its shop day starts.</summary>
    public int ShopDayStartHour { get; private set; } = ShopDay.DefaultStartHour;

    public bool RequireSecondFactor { get; private set; }

    /// <summary>Refunds are asynchronous by choice: Alipay takes each at once and pays it from the balance of its night, 23:00 to 05:00 GMT+8.</summary>
    public bool LeavesRefundsToNight { get; private set; }

    public TenantStatus Status { get; private set; }

    /// <summary>Why, in the words of whoever changed <see cref="Status"/> last.</summary>
    public string? StatusReason { get; private set; }

    public DateTimeOffset? StatusAt { get; private set; }

    /// <summary>The tenant's data key, wrapped; it encrypts stored messages.</summary>
    public byte[] WrappedDataKey { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>With a closed tenant: from then on its keys may be destroyed.</summary>
    public DateTimeOffset? KeysDestroyedFrom { get; private set; }

    /// <summary>From then on nothing that was encrypted for the tenant can be read, and no message of its account can be believed.</summary>
    public DateTimeOffset? KeysDestroyedAt { get; private set; }

    /// <summary>Steps of the way in that its people put aside, names with spaces between.</summary>
    public string SkippedSteps { get; private set; } = "";

    /// <summary>Grows with each change of the tenant or its people; two changes at once are not both taken.</summary>
    public int Version { get; private set; }

    /// <summary>Whether its codes may not pay.</summary>
    public bool HoldsCodes => Status is TenantStatus.CodesStopped or TenantStatus.Closed;

    /// <summary>Whether its people are kept out.</summary>
    public bool RefusesSignIn => Status is TenantStatus.Suspended or TenantStatus.Closed;

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    public ShopDay ShopDayAt(DateTimeOffset instant) => ShopDay.Of(instant, Zone, ShopDayStartHour);

    /// <summary>Suspends, resumes or closes; a closed tenant stays closed.</summary>
    /// <returns>False: it is closed, or in that state already.</returns>
    public bool TryChangeStatus(TenantStatus status, string? reason, DateTimeOffset at)
    {
        if (Status is TenantStatus.Closed || Status == status)
        {
            return false;
        }
        (Status, StatusReason, StatusAt) = (status, reason, at);
        KeysDestroyedFrom = status == TenantStatus.Closed ? at + KeysKeptAfterClosing : null;
        Touch();
        return true;
    }

    /// <summary>Whether its people must have a second factor beyond what the installation asks of them.</summary>
    /// <returns>False: it was so already.</returns>
    public bool TryChangePolicy(bool requireSecondFactor)
    {
        var changes = RequireSecondFactor != requireSecondFactor;
        RequireSecondFactor = requireSecondFactor;
        return changes;
    }

    /// <summary>Whether refunds that are asked for from now on are left to Alipay's night.</summary>
    /// <returns>False: it was so already.</returns>
    public bool TryLeaveRefundsToNight(bool leaves)
    {
        var changes = LeavesRefundsToNight != leaves;
        LeavesRefundsToNight = leaves;
        return changes;
    }

    /// <summary>Gives the data key up, once the grace after closing is over.</summary>
    /// <returns>False: it is not time, or they are gone.</returns>
    public bool TryDestroyKeys(DateTimeOffset now)
    {
        if (KeysDestroyedAt is not null || !(now >= KeysDestroyedFrom))
        {
            return false;
        }
        (WrappedDataKey, KeysDestroyedAt) = ([], now);
        Touch();
        return true;
    }

    /// <summary>Something of the tenant or its people changes in this commit.</summary>
    public void Touch() => Version++;

    /// <summary>Takes details that were checked by <see cref="TenantDetails.Check"/>.</summary>
    internal void Describe(TenantDetails details)
    {
        (Name, Currency, TimeZone, Country, Address, Mcc) = (details.Name.Trim(), Currency.Of(details.Currency), details.TimeZone, details.Country, details.Address.Trim(), details.Mcc);
        ShopDayStartHour = details.ShopDayStartHour;
        Touch();
    }

    internal void Skip(OnboardingStep step)
    {
        SkippedSteps = string.Join(' ', SkippedSteps.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(step.ToString()).Distinct());
        Touch();
    }

    /// <summary>Makes a tenant from details that were checked by <see cref="TenantDetails.Check"/>.</summary>
    public static Tenant Register(TenantId id, TenantDetails details, byte[] wrappedDataKey, DateTimeOffset at) => new()
    {
        Id = id,
        Name = details.Name.Trim(),
        Currency = Currency.Of(details.Currency),
        TimeZone = details.TimeZone,
        Country = details.Country,
        Address = details.Address,
        Mcc = details.Mcc,
        SecondaryMerchantId = "SM" + id.Value.ToString("N")[^24..],
        ShopDayStartHour = details.ShopDayStartHour,
        RequireSecondFactor = details.RequireSecondFactor,
        Status = TenantStatus.Active,
        WrappedDataKey = wrappedDataKey,
        CreatedAt = at,
    };
}
