namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>What the gateway was asked and what it said. No secret is ever part of a request; buyers are invented.</summary>
public sealed record LoggedRequest(
    DateTimeOffset At, string? Service, string Method, IReadOnlyDictionary<string, string> Parameters, string Answer, string? Error, string? ResultCode);

/// <summary>The last thousand requests to this process, in memory.</summary>
public sealed class RequestLog
{
    public const int Kept = 1000;
    private readonly Queue<LoggedRequest> _kept = new();

    internal void Add(LoggedRequest request)
    {
        lock (_kept)
        {
            _kept.Enqueue(request);
            if (_kept.Count > Kept)
            {
                _kept.Dequeue();
            }
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<LoggedRequest> List(string? service, int limit)
    {
        lock (_kept)
        {
            return [.. _kept.Reverse().Where(request => service is null || request.Service == service).Take(limit)];
        }
    }
}
