using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Infrastructure.Persistence;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>The simulator's file, its key pair and its clock. What is in the file survives a restart and a kill, though no power cut; two processes may share it.</summary>
public sealed class SimulatorFile
{
    private const string KeyName = "alipay-key";
    private const string OffsetName = "clock-offset";

    /// <summary>Alipay does not say no because many pay at once: whoever finds the file locked waits.</summary>
    private const int CommandSeconds = 30;

    private readonly DbContextOptions<SimulatorContext> _options;
    private readonly TimeProvider _clock;
    private readonly Lazy<RSA> _key;
    private long _offsetSeconds;

    public SimulatorFile(IOptions<SimulatorOptions> options, TimeProvider clock)
    {
        _clock = clock;
        var connection = SqliteSettings.Complete($"Data Source={Path.Combine(options.Value.DataFolder, "simulator.db")}", CommandSeconds);
        _options = new DbContextOptionsBuilder<SimulatorContext>().UseSqlite(connection).AddInterceptors(new SqliteSettings(isMoney: false)).Options;
        _key = new Lazy<RSA>(LoadKey);
    }

    /// <summary>The one pair with which Alipay signs for all partners.</summary>
    public RSA AlipayKey => _key.Value;

    public DateTimeOffset Now => _clock.GetUtcNow() + TimeSpan.FromSeconds(Interlocked.Read(ref _offsetSeconds));

    public long OffsetSeconds => Interlocked.Read(ref _offsetSeconds);

    public SimulatorContext Open() => new(_options);

    /// <summary>Makes file, tables and key pair where they are missing, and brings an older file up to date.</summary>
    public async Task PrepareAsync(CancellationToken ct)
    {
        await using (var context = Open())
        {
            await SimulatorSchema.BringUpToDateAsync(context, ct);
        }
        await ReadClockAsync(ct);
        _ = AlipayKey;
    }

    /// <summary>Takes over the offset that another process on this file may have set; where this one set another meanwhile, that holds.</summary>
    internal async Task ReadClockAsync(CancellationToken ct)
    {
        var before = OffsetSeconds;
        await using var context = Open();
        var kept = await context.States.AsNoTracking().FirstOrDefaultAsync(state => state.Name == OffsetName, ct);
        Interlocked.CompareExchange(ref _offsetSeconds, long.Parse(kept?.Value ?? "0", CultureInfo.InvariantCulture), before);
    }

    public async Task MoveClockAsync(long offsetSeconds, CancellationToken ct)
    {
        await using var context = Open();
        var text = offsetSeconds.ToString(CultureInfo.InvariantCulture);
        if (await context.States.FindAsync([OffsetName], ct) is { } state)
        {
            state.Value = text;
        }
        else
        {
            context.States.Add(new SimState { Name = OffsetName, Value = text });
        }
        await context.SaveChangesAsync(ct);
        Interlocked.Exchange(ref _offsetSeconds, offsetSeconds);
    }

    private RSA LoadKey()
    {
        using var context = Open();
        if (context.States.Find(KeyName) is not { } kept)
        {
            using var made = RSA.Create(2048);
            context.States.Add(new SimState { Name = KeyName, Value = Convert.ToBase64String(made.ExportPkcs8PrivateKey()) });
            try
            {
                context.SaveChanges();
            }
            catch (DbUpdateException)
            {
                context.ChangeTracker.Clear();          // another process was faster; its key counts
            }
            kept = context.States.Single(state => state.Name == KeyName);
        }
        var key = RSA.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(kept.Value), out _);
        return key;
    }
}
