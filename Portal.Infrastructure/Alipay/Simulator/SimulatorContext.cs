using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>The simulator's own file; it shares nothing with the portal's.</summary>
public sealed class SimulatorContext(DbContextOptions<SimulatorContext> options) : DbContext(options)
{
    public DbSet<SimPartner> Partners => Set<SimPartner>();

    public DbSet<SimCode> Codes => Set<SimCode>();

    public DbSet<SimTrade> Trades => Set<SimTrade>();

    public DbSet<SimRefund> Refunds => Set<SimRefund>();

    public DbSet<SimVoid> Voids => Set<SimVoid>();

    public DbSet<SimNotification> Notifications => Set<SimNotification>();

    public DbSet<SimAttempt> Attempts => Set<SimAttempt>();

    public DbSet<SimFault> Faults => Set<SimFault>();

    public DbSet<SimRequest> Requests => Set<SimRequest>();

    public DbSet<SimLease> Leases => Set<SimLease>();

    public DbSet<SimState> States => Set<SimState>();

    /// <summary>A partner's trade by Alipay's number where that is given, else by the merchant's.</summary>
    internal Task<SimTrade?> FindTradeAsync(string partner, string? tradeNo, string? outTradeNo, CancellationToken ct) =>
        Trades.AsNoTracking().FirstOrDefaultAsync(trade => trade.Partner == partner && (tradeNo != null ? trade.TradeNo == tradeNo : trade.OutTradeNo == outTradeNo), ct);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Milliseconds>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SimPartner>().HasKey(partner => partner.Partner);
        modelBuilder.Entity<SimCode>().HasKey(code => code.Text);
        modelBuilder.Entity<SimCode>().HasIndex(code => new { code.Partner, code.MerchantId, code.StoreId, code.HasFee }).IsUnique().HasFilter($"Status <> '{SimCode.Deleted}'");
        modelBuilder.Entity<SimTrade>().HasKey(trade => trade.TradeNo);
        modelBuilder.Entity<SimTrade>().HasIndex(trade => trade.OutTradeNo).IsUnique();
        modelBuilder.Entity<SimTrade>().HasIndex(trade => new { trade.Code, trade.CreatedAt });
        modelBuilder.Entity<SimTrade>().HasIndex(trade => trade.CreatedAt).HasFilter($"Status = '{SimTrade.Waiting}'");
        modelBuilder.Entity<SimTrade>().HasIndex(trade => new { trade.Partner, trade.PaidAt });
        modelBuilder.Entity<SimRefund>().HasIndex(refund => new { refund.Partner, refund.RefundNo }).IsUnique();
        modelBuilder.Entity<SimRefund>().HasIndex(refund => refund.TradeNo);
        modelBuilder.Entity<SimRefund>().HasIndex(refund => refund.NextTryAt);
        modelBuilder.Entity<SimVoid>().HasKey(gone => gone.OutTradeNo);
        modelBuilder.Entity<SimNotification>().HasKey(notification => notification.NotifyId);
        modelBuilder.Entity<SimNotification>().HasIndex(notification => notification.NextAt);
        modelBuilder.Entity<SimNotification>().HasIndex(notification => notification.TradeNo);
        modelBuilder.Entity<SimAttempt>().HasIndex(attempt => attempt.NotifyId);
        modelBuilder.Entity<SimLease>().HasKey(lease => lease.Name);
        modelBuilder.Entity<SimState>().HasKey(state => state.Name);
    }

    private sealed class Milliseconds() : ValueConverter<DateTimeOffset, long>(instant => instant.ToUnixTimeMilliseconds(), value => DateTimeOffset.FromUnixTimeMilliseconds(value));
}
