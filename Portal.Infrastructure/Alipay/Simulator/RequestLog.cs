using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>What the gateway was asked and what it said. No secret is ever part of a request; buyers are invented.</summary>
public sealed record LoggedRequest(
    DateTimeOffset At, string? Service, string Method, IReadOnlyDictionary<string, string> Parameters, string Answer, string? Error, string? ResultCode);

/// <summary>A logged request as a row; the parameters are a JSON object.</summary>
public sealed class SimRequest
{
    public long Id { get; init; }

    public DateTimeOffset At { get; init; }

    public string? Service { get; init; }

    public required string Method { get; init; }

    public required string Parameters { get; init; }

    public required string Answer { get; init; }

    public string? Error { get; init; }

    public string? ResultCode { get; init; }
}

/// <summary>The last thousand requests, in the file. They are written in batches a moment later, so that no caller waits for his own entry.</summary>
public sealed class RequestLog(SimulatorFile file) : IDisposable
{
    public const int Kept = 1000;
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly Lock _guard = new();
    private List<LoggedRequest> _waiting = [];

    /// <summary>Newest first, whichever process on this file was asked.</summary>
    public async Task<IReadOnlyList<LoggedRequest>> ListAsync(string? service, int limit, CancellationToken ct)
    {
        await WriteAsync(ct);
        await using var context = file.Open();
        var rows = await context.Requests.AsNoTracking().Where(row => service == null || row.Service == service).OrderByDescending(row => row.Id).Take(limit).ToListAsync(ct);
        return [.. rows.Select(row => new LoggedRequest(
            row.At, row.Service, row.Method, JsonSerializer.Deserialize<Dictionary<string, string>>(row.Parameters)!, row.Answer, row.Error, row.ResultCode))];
    }

    public void Dispose() => _oneAtATime.Dispose();

    internal void Add(LoggedRequest request)
    {
        lock (_guard)
        {
            _waiting.Add(request);
        }
    }

    /// <summary>Writes what waits and lets go of what is too old. What cannot be written waits on.</summary>
    internal async Task WriteAsync(CancellationToken ct)
    {
        await _oneAtATime.WaitAsync(ct);
        try
        {
            if (Take() is { Count: > 0 } batch)
            {
                await WriteAsync(batch, ct);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task WriteAsync(List<LoggedRequest> batch, CancellationToken ct)
    {
        try
        {
            await using var context = file.Open();
            await using var transaction = await context.Database.BeginTransactionAsync(ct);
            context.Requests.AddRange(batch.Select(request => new SimRequest
            {
                At = request.At, Service = request.Service, Method = request.Method, Parameters = JsonSerializer.Serialize(request.Parameters), Answer = request.Answer,
                Error = request.Error, ResultCode = request.ResultCode,
            }));
            await context.SaveChangesAsync(ct);
            var last = await context.Requests.MaxAsync(row => row.Id, ct);
            await context.Requests.Where(row => row.Id <= last - Kept).ExecuteDeleteAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch
        {
            lock (_guard)
            {
                _waiting = [.. batch.Concat(_waiting).TakeLast(Kept)];
            }
            throw;
        }
    }

    private List<LoggedRequest> Take()
    {
        lock (_guard)
        {
            (var taken, _waiting) = (_waiting, []);
            return taken;
        }
    }
}

/// <summary>Writes the log every quarter of a second, and once more at the end.</summary>
internal sealed class RequestKeeper(RequestLog requests, ILogger<RequestKeeper> log) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(250);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await requests.WriteAsync(CancellationToken.None);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await requests.WriteAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception busy) when (busy is System.Data.Common.DbException or DbUpdateException)
            {
                log.LogWarning(busy, "The simulator's file is busy; the request log waits");
            }
        }
    }
}
