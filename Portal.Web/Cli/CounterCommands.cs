using System.CommandLine;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Web.Cli;

/// <summary><c>counter add</c> and <c>counter list</c>.</summary>
internal static class CounterCommands
{
    private static readonly Option<string> s_tenant = new("--tenant") { Required = true, Description = "Name or id." };
    private static readonly Option<string> s_name = new("--name") { Required = true };

    public static Command Create() => new("counter", "Counters and their codes.") { Add(), List() };

    private static Command Add()
    {
        var command = new Command("add", "Register a counter and get its code.") { s_tenant, s_name };
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await CommandHost.OpenAsync(parsed, ct);
            if (!host.Get<AskForCode>().HasPublicAddress)
            {
                throw new CommandFailedException("Portal:PublicBaseUrl is not set and the portal has not run here yet, so there is no address to give to Alipay");
            }
            var tenant = await host.TenantAsync(parsed.GetRequiredValue(s_tenant), ct);
            var made = await host.Get<CreateQrCode>().RunAsync(Actor.Operator(tenant.Id), parsed.GetRequiredValue(s_name), Token.Short(), ct) switch
            {
                Outcome<Counter>.Done done => done.Value,
                var refused => throw new CommandFailedException(Sentence(refused.ErrorCode(), (refused as Outcome<Counter>.Refused)?.Error.Reason)),
            };
            if (made.ActiveCode.Status == QrCodeStatus.Failed)
            {
                throw new CommandFailedException($"Alipay refused to make the code: {made.ActiveCode.RefusedWith}");
            }
            host.Print(Document(made.Id, made.Name, made.ActiveCode.Status, made.ActiveCode.Text, made.ActiveCode.NotifyUrl), $"{made.Id}  {made.Name}  {made.ActiveCode.Status}  {made.ActiveCode.Text}");
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Counters of a tenant.") { s_tenant };
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await CommandHost.OpenAsync(parsed, ct);
            var tenant = await host.TenantAsync(parsed.GetRequiredValue(s_tenant), ct);
            var counters = await host.Get<ICounterQueries>().ListAsync(Actor.Operator(tenant.Id), ct);
            host.Print(
                counters.Select(row => Document(row.Id, row.Name, row.Status, row.CodeText, row.NotifyUrl)),
                [.. counters.Select(row => $"{row.Id}  {row.Name}  {row.Status}  {row.CodeText}")]);
        });
        return command;
    }

    private static object Document(CounterId id, string name, QrCodeStatus status, string? text, string? notifyUrl) =>
        new { id = id.ToString(), name, status = status.ToString(), qrcode = text, notifyUrl };

    private static string Sentence(string? code, string? reason) => (reason ?? code) switch
    {
        "name_taken" => "there is a counter of this name already",
        "name_invalid" => $"a counter's name has 1 to {CounterName.MaxLength} characters, without quotes, bars, angle brackets or control characters",
        var other => other ?? "the counter could not be made",
    };
}
