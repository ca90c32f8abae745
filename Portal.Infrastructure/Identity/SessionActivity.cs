using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Domain.People;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Identity;

/// <summary>Notes that people do something: commands, and pages they go to; not what pages load by themselves. Written beside the reading, once a minute for a sign-in at most.</summary>
public sealed class SessionActivity(SessionStore sessions, TimeProvider clock, ILogger<SessionActivity> log) : BackgroundService
{
    private const int MaxKept = 10_000;
    private static readonly TimeSpan s_each = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<SessionId, DateTimeOffset> _noted = new();
    private readonly Channel<(UserId User, SessionId Session, DateTimeOffset At)> _acts =
        Channel.CreateBounded<(UserId, SessionId, DateTimeOffset)>(new BoundedChannelOptions(MaxKept) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Note(UserId user, SessionId session)
    {
        var now = clock.GetUtcNow();
        if (_noted.Count >= MaxKept)
        {
            _noted.Clear();
        }
        var before = _noted.GetOrAdd(session, DateTimeOffset.MinValue);
        if (now - before >= s_each && _noted.TryUpdate(session, now, before))
        {
            _acts.Writer.TryWrite((user, session, now));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (user, session, at) in _acts.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await sessions.ChangeAsync(user, session, row => row.Acted(at), stoppingToken);
            }
            catch (Exception busy) when (busy is not OperationCanceledException)
            {
                log.LogWarning(busy, "An action was not noted; the person may be asked for a proof earlier");
            }
        }
    }
}
