using System.Threading.Channels;

namespace Portal.Web.Features.Account;

/// <summary>What is done once the answer is out, so that its time tells nothing: mails, alarms. Bounded; what a crash loses, the person asks for again.</summary>
public sealed class AfterAnswer(ILogger<AfterAnswer> log) : BackgroundService
{
    private const int MaxWaiting = 512;
    private readonly Channel<Func<CancellationToken, Task>> _work = Channel.CreateBounded<Func<CancellationToken, Task>>(MaxWaiting);

    /// <returns>False: too much waits already, and it will not be done.</returns>
    public bool TryAdd(Func<CancellationToken, Task> work) => _work.Writer.TryWrite(work);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var work in _work.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await work(stoppingToken);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                log.LogError(failed, "Work after an answer failed");
            }
        }
    }
}
