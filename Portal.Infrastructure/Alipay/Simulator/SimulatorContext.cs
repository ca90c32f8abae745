using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>A partner as Alipay knows it.</summary>
public sealed class SimPartner
{
    public required string Partner { get; init; }

    public required string SignType { get; set; }

    public string? Md5Key { get; set; }

    /// <summary>The merchant's public key, one line of Base64.</summary>
    public string? PublicKey { get; set; }
}

/// <summary>A static code at Alipay.</summary>
public sealed class SimCode
{
    public required string Text { get; init; }

    public required string Partner { get; init; }

    public required string MerchantId { get; init; }

    public required string StoreId { get; init; }

    public bool HasFee { get; init; }

    public required string MerchantName { get; init; }

    public required string StoreName { get; init; }

    public required string PricingCurrency { get; init; }

    public required string Currency { get; init; }

    public string? NotifyUrl { get; init; }

    public string? Passback { get; init; }

    /// <summary>ACTIVE, STOP or DELETE.</summary>
    public string Status { get; set; } = Active;

    public const string Active = "ACTIVE";
    public const string Deleted = "DELETE";
}

/// <summary>One payment at Alipay; the state's words are Alipay's.</summary>
public sealed class SimTrade
{
    public required string TradeNo { get; init; }

    public required string OutTradeNo { get; init; }

    public required string Partner { get; init; }

    public string? Code { get; init; }

    public required string Currency { get; init; }

    public long AmountMinor { get; init; }

    public long CnyMinor { get; init; }

    public required string Rate { get; init; }

    public required string Status { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? PaidAt { get; set; }
}

/// <summary>A notification on its way.</summary>
public sealed class SimNotification
{
    public required string NotifyId { get; init; }

    public required string TradeNo { get; init; }

    public required string Url { get; init; }

    /// <summary>The trade's state when it was queued.</summary>
    public required string Status { get; init; }

    public required string Action { get; init; }

    public int Sends { get; set; }

    public bool Delivered { get; set; }

    /// <summary>Null: no further send.</summary>
    public DateTimeOffset? NextAt { get; set; }
}

/// <summary>One send and what came back.</summary>
public sealed class SimAttempt
{
    public long Id { get; init; }

    public required string NotifyId { get; init; }

    public DateTimeOffset At { get; init; }

    public int? HttpStatus { get; init; }

    public required string Answer { get; init; }
}

/// <summary>A named value: keys, clock, lease.</summary>
public sealed class SimState
{
    public required string Name { get; init; }

    public required string Value { get; set; }
}

/// <summary>The simulator's own file; it shares nothing with the portal's.</summary>
public sealed class SimulatorContext(DbContextOptions<SimulatorContext> options) : DbContext(options)
{
    public DbSet<SimPartner> Partners => Set<SimPartner>();

    public DbSet<SimCode> Codes => Set<SimCode>();

    public DbSet<SimTrade> Trades => Set<SimTrade>();

    public DbSet<SimNotification> Notifications => Set<SimNotification>();

    public DbSet<SimAttempt> Attempts => Set<SimAttempt>();

    public DbSet<SimState> States => Set<SimState>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Milliseconds>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SimPartner>().HasKey(partner => partner.Partner);
        modelBuilder.Entity<SimCode>().HasKey(code => code.Text);
        modelBuilder.Entity<SimCode>().HasIndex(code => new { code.Partner, code.MerchantId, code.StoreId, code.HasFee }).IsUnique().HasFilter($"Status <> '{SimCode.Deleted}'");
        modelBuilder.Entity<SimTrade>().HasKey(trade => trade.TradeNo);
        modelBuilder.Entity<SimTrade>().HasIndex(trade => trade.OutTradeNo).IsUnique();
        modelBuilder.Entity<SimNotification>().HasKey(notification => notification.NotifyId);
        modelBuilder.Entity<SimNotification>().HasIndex(notification => notification.NextAt);
        modelBuilder.Entity<SimNotification>().HasIndex(notification => notification.TradeNo);
        modelBuilder.Entity<SimAttempt>().HasIndex(attempt => attempt.NotifyId);
        modelBuilder.Entity<SimState>().HasKey(state => state.Name);
    }

    private sealed class Milliseconds() : ValueConverter<DateTimeOffset, long>(instant => instant.ToUnixTimeMilliseconds(), value => DateTimeOffset.FromUnixTimeMilliseconds(value));
}
