using System.CommandLine;
using Microsoft.Extensions.Localization;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Tenants;
using Portal.Web.Composition;

namespace Portal.Web.Cli;

/// <summary><c>keys test</c> and <c>keys change</c>.</summary>
internal static class KeyCommands
{
    private static readonly Option<string> s_tenant = new("--tenant") { Required = true, Description = "Name or id." };
    private static readonly Option<string?> s_md5Key = new("--md5-key-file");
    private static readonly Option<string?> s_privateKey = new("--private-key-file");
    private static readonly Option<string?> s_alipayKey = new("--alipay-public-key-file");
    private static readonly Option<string?> s_ownKey = new("--own-public-key-file") { Description = "What was uploaded to Alipay: checked to be the other half of the private key." };
    private static readonly Option<int> s_days = new("--accept-previous-days") { DefaultValueFactory = _ => 7, Description = "How long what Alipay signed with so far still counts." };

    private const int MaxDays = 90;

    public static Command Create() => new("keys", "A tenant's keys at Alipay.") { Test(), Change() };

    private static Command Test()
    {
        var command = new Command("test", "Ask Alipay a harmless signed question.") { s_tenant };
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await CommandHost.OpenAsync(parsed, ct);
            var tenant = await host.TenantAsync(parsed.GetRequiredValue(s_tenant), ct);
            var test = await host.Get<TestKeys>().RunAsync(Actor.Operator(tenant.Id), ct) is Outcome<KeysTest>.Done done ? done.Value : new KeysTest(KeysVerdict.NoAnswer, "fail");
            var words = host.Get<IStringLocalizer<GatewayText>>().OfTest(test);
            if (test.Verdict != KeysVerdict.Proven)
            {
                throw new CommandFailedException(words);
            }
            host.Print(new { verdict = test.Verdict.ToString(), words }, words);
        });
        return command;
    }

    private static Command Change()
    {
        var command = new Command("change", "Take new keys; the ones before are believed a while longer.") { s_tenant, s_md5Key, s_privateKey, s_ownKey, s_alipayKey, s_days };
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await CommandHost.OpenAsync(parsed, ct);
            var tenant = await host.TenantAsync(parsed.GetRequiredValue(s_tenant), ct);
            if (parsed.GetValue(s_days) is < 0 or > MaxDays)
            {
                throw new CommandFailedException($"--accept-previous-days is 0 to {MaxDays}");
            }
            var texts = new KeyTexts(FileOf(parsed, s_md5Key), FileOf(parsed, s_privateKey), FileOf(parsed, s_alipayKey), FileOf(parsed, s_ownKey));
            var account = await host.Get<KeyChange>().RunAsync(Actor.Operator(tenant.Id), texts, TimeSpan.FromDays(parsed.GetValue(s_days)), ct) switch
            {
                Outcome<GatewayAccount>.Done done => done.Value,
                var refused => throw new CommandFailedException((refused as Outcome<GatewayAccount>.Refused)?.Error.Reason ?? "the keys were not changed"),
            };
            host.Print(new { partner = account.Partner, previousUntil = account.PreviousKeyUntil }, $"{account.Partner}  the keys are changed");
        });
        return command;
    }

    private static string? FileOf(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } path ? File.ReadAllText(Path.GetFullPath(path, PortalPaths.TypedIn)) : null;
}
