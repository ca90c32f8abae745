using System.CommandLine;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Tenants;
using Portal.Web.Composition;

namespace Portal.Web.Cli;

/// <summary><c>tenant add</c>, <c>list</c>, <c>suspend</c> and <c>resume</c>.</summary>
internal static class TenantCommands
{
    private static readonly Option<string> s_name = new("--name") { Required = true };
    private static readonly Option<string> s_currency = new("--currency") { Required = true, Description = "ISO 4217, e.g. HKD." };
    private static readonly Option<string> s_zone = new("--time-zone") { Required = true, Description = "IANA, e.g. Asia/Hong_Kong." };
    private static readonly Option<string?> s_country = new("--country") { Description = "Two capital letters." };
    private static readonly Option<string?> s_address = new("--address");
    private static readonly Option<string?> s_mcc = new("--mcc") { Description = "Merchant category code, four digits." };
    private static readonly Option<string> s_partner = new("--partner") { Required = true, Description = "Alipay's number of the merchant, 16 digits." };
    private static readonly Option<string> s_signType = new("--sign-type") { Required = true, Description = "MD5, RSA or RSA2." };
    private static readonly Option<string?> s_md5Key = new("--md5-key-file");
    private static readonly Option<string?> s_privateKey = new("--private-key-file");
    private static readonly Option<string?> s_ownKey = new("--own-public-key-file") { Description = "What was uploaded to Alipay: checked to be the other half of the private key." };
    private static readonly Option<string?> s_alipayKey = new("--alipay-public-key-file");
    private static readonly Option<string> s_gateway = new("--gateway-url") { DefaultValueFactory = _ => "https://globalmapi.alipay.com/gateway.do", Description = "An address, or the word simulator." };
    private static readonly Option<string> s_tenant = new("--tenant") { Required = true, Description = "Name or id." };
    private static readonly Option<bool> s_codes = new("--codes") { Description = "Stop the codes and let people sign in; else sign-ins stop and the codes go on." };
    private static readonly Option<string> s_reason = new("--reason") { DefaultValueFactory = _ => "by the operator", Description = "The people of the tenant read it." };
    private static readonly Option<bool> s_secondFactor = new("--require-second-factor");

    public static Command Create() => new("tenant", "Tenants of this installation.") { Add(), List(), Suspend(), Resume() };

    private static Command Add()
    {
        var command = new Command("add", "Make a tenant with its account, live at once.")
        {
            s_name, s_currency, s_zone, s_country, s_address, s_mcc, s_partner, s_signType, s_md5Key, s_privateKey, s_ownKey, s_alipayKey, s_gateway, s_secondFactor,
        };
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await CommandHost.OpenAsync(parsed, ct);
            var gateway = parsed.GetRequiredValue(s_gateway);
            var simulated = gateway == GatewayAccount.SimulatorWord;
            var details = new TenantDetails(
                parsed.GetRequiredValue(s_name), parsed.GetRequiredValue(s_currency), parsed.GetRequiredValue(s_zone),
                Needed(parsed, s_country, simulated ? "HK" : null), Needed(parsed, s_address, simulated ? "-" : null), Needed(parsed, s_mcc, simulated ? "5812" : null),
                parsed.GetValue(s_secondFactor));
            var algorithm = AlgorithmOf(parsed.GetRequiredValue(s_signType));
            var partner = parsed.GetRequiredValue(s_partner);
            var ownKeys = parsed.GetValue(s_md5Key) is not null || parsed.GetValue(s_privateKey) is not null;
            var made = simulated && !ownKeys
                ? await host.Get<SimulatedTenants>().AddAsync(details, partner, algorithm, ct)
                : await host.Get<TenantRegistration>().AddAsync(
                    details, new AccountMaterial(partner, algorithm, FileOf(parsed, s_md5Key), FileOf(parsed, s_privateKey), FileOf(parsed, s_alipayKey), gateway, FileOf(parsed, s_ownKey)), ct);
            var tenant = made is Outcome<Tenant>.Done done ? done.Value : throw new CommandFailedException(((Outcome<Tenant>.Refused)made).Error.Reason!);
            host.Print(new { id = tenant.Id.ToString(), name = tenant.Name, partner }, $"{tenant.Id}  {tenant.Name}  {partner}");
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "All tenants.");
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await CommandHost.OpenAsync(parsed, ct);
            var rows = await host.Get<AcrossTenants>().BoardAsync(host.Get<TimeProvider>().GetUtcNow().AddHours(-24), ct);
            host.Print(
                rows.Select(row => new { id = row.Tenant.Id.ToString(), name = row.Tenant.Name, partner = row.Partner, currency = row.Tenant.Currency.Code, status = row.Tenant.Status.ToString() }),
                [.. rows.Select(row => $"{row.Tenant.Id}  {row.Tenant.Name}  {row.Partner}  {row.Tenant.Currency}  {row.Tenant.Status}")]);
        });
        return command;
    }

    private static Command Suspend()
    {
        var command = new Command("suspend", "Stop a tenant's sign-ins, or its codes. Money that arrives is booked either way.") { s_tenant, s_codes, s_reason };
        command.SetAction((parsed, ct) => ChangeAsync(
            parsed, (host, tenant) => host.Get<SuspendTenant>().RunAsync(PlatformActor.Operator, tenant, parsed.GetValue(s_codes), parsed.GetValue(s_reason), ct), ct));
        return command;
    }

    private static Command Resume()
    {
        var command = new Command("resume", "Let a suspended tenant go on; each code is as it was before.") { s_tenant };
        command.SetAction((parsed, ct) => ChangeAsync(parsed, (host, tenant) => host.Get<ResumeTenant>().RunAsync(PlatformActor.Operator, tenant, ct), ct));
        return command;
    }

    private static async Task ChangeAsync(ParseResult parsed, Func<CommandHost, TenantId, Task<Outcome<Tenant>>> flow, CancellationToken ct)
    {
        await using var host = await CommandHost.OpenAsync(parsed, ct);
        var named = await host.TenantAsync(parsed.GetRequiredValue(s_tenant), ct);
        var tenant = await flow(host, named.Id) switch
        {
            Outcome<Tenant>.Done done => done.Value,
            Outcome<Tenant>.Refused { Error.Reason: "tenant_closed" } => throw new CommandFailedException($"{named.Name} is closed"),
            Outcome<Tenant>.Refused { Error.Reason: "tenant_same_state" } => throw new CommandFailedException($"{named.Name} is {named.Status} already"),
            var no => throw new CommandFailedException(no.ErrorCode() ?? "not known"),
        };
        host.Print(new { id = tenant.Id.ToString(), name = tenant.Name, status = tenant.Status.ToString() }, $"{tenant.Id}  {tenant.Name}  {tenant.Status}");
    }

    private static string Needed(ParseResult parsed, Option<string?> option, string? fallback) =>
        parsed.GetValue(option) ?? fallback ?? throw CommandFailedException.Usage($"{option.Name} is missing");

    private static SignAlgorithm AlgorithmOf(string word) => word switch
    {
        "MD5" => SignAlgorithm.Md5,
        "RSA" => SignAlgorithm.Rsa,
        "RSA2" => SignAlgorithm.Rsa2,
        _ => throw CommandFailedException.Usage("--sign-type is MD5, RSA or RSA2"),
    };

    private static string? FileOf(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } path ? File.ReadAllText(Path.GetFullPath(path, PortalPaths.TypedIn)) : null;
}
