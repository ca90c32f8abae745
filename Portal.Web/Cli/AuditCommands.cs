using System.CommandLine;
using Portal.Infrastructure.Persistence.Audit;

namespace Portal.Web.Cli;

/// <summary><c>audit verify</c>.</summary>
internal static class AuditCommands
{
    public static Command Create() => new("audit", "The record of who did what.") { Verify() };

    private static Command Verify()
    {
        var command = new Command("verify", "Walk all chains and find what was changed behind the portal's back.");
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await CommandHost.OpenAsync(parsed, ct);
            var walks = await host.Get<AuditVerification>().AllAsync(ct);
            if (walks.FirstOrDefault(walk => walk.Broken is not null) is { } bad)
            {
                throw new CommandFailedException($"the audit of {NameOf(bad)} is broken at row {bad.Broken!.Sequence}: {Words(bad.Broken.What)}");
            }
            host.Print(
                new { ok = true, rows = walks.Sum(walk => walk.Rows), chains = walks.Select(walk => new { chain = NameOf(walk), rows = walk.Rows, hash = walk.Hash }) },
                [.. walks.Select(walk => $"{NameOf(walk)}  {walk.Rows}  {walk.Hash}"), $"ok: {walks.Count} chains, {walks.Sum(walk => walk.Rows)} rows"]);
        });
        return command;
    }

    private static string NameOf(AuditWalk walk) => walk.Chain == AuditChain.Platform ? "platform" : walk.Chain.ToString();

    private static string Words(string what) => what switch
    {
        "missing" => "it is missing",
        "changed" => "it was changed",
        "out_of_order" => "it does not follow the row before it",
        "cut_off" => "it and all after it are missing",
        "past_head" => "the head does not count it",
        "head_changed" => "the head does not name it",
        _ => "there is no head",
    };
}
