using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Portal.Tests.TestKit;

/// <summary>A mail server on a free port that takes whatever comes and keeps it.</summary>
internal sealed class MailSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _mails = new();
    private readonly Task _loop;

    public MailSink()
    {
        _listener.Start();
        _loop = AcceptAsync();
    }

    public IReadOnlyList<string> Mails => [.. _mails];

    public string[] Settings =>
        ["--Portal:Smtp:Host=127.0.0.1", $"--Portal:Smtp:Port={((IPEndPoint)_listener.LocalEndpoint).Port}", "--Portal:Smtp:From=portal@pay.example", "--Portal:Smtp:Tls=false"];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await TakeAsync(client, _stop.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or IOException)
        {
            // the test is over
        }
    }

    private async Task TakeAsync(TcpClient client, CancellationToken ct)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 sink");
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith("DATA", StringComparison.Ordinal))
            {
                await writer.WriteLineAsync("354 go on");
                var mail = new StringBuilder();
                while (await reader.ReadLineAsync(ct) is { } text && text != ".")
                {
                    mail.Append(text).Append("\r\n");
                }
                _mails.Enqueue(mail.ToString().Replace("=\r\n", "", StringComparison.Ordinal).Replace("=0D", "", StringComparison.Ordinal).Replace("=0A", "\n", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal));
            }
            await writer.WriteLineAsync(line.StartsWith("QUIT", StringComparison.Ordinal) ? "221 bye" : "250 ok");
        }
    }
}
