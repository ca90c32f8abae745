using System.CommandLine;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;

namespace Portal.Web.Cli;

/// <summary><c>user add</c>.</summary>
internal static class UserCommands
{
    private static readonly Option<string> s_email = new("--email") { Required = true };
    private static readonly Option<string> s_role = new("--role") { Required = true, Description = "owner, manager, cashier, accountant; or admin, support." };
    private static readonly Option<string?> s_tenant = new("--tenant") { Description = "Name or id." };
    private static readonly Option<string[]> s_counters = new("--counter") { Description = "A counter that a cashier is kept to; may be repeated." };
    private static readonly Option<bool> s_passwordFromInput = new("--password-stdin") { Description = "Read the password from standard input; else one is made." };

    public static Command Create() => new("user", "People.") { Add() };

    private static Command Add()
    {
        var command = new Command("add", "Make a person with a role.") { s_email, s_role, s_tenant, s_counters, s_passwordFromInput };
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await CommandHost.OpenAsync(parsed, ct);
            await using var scope = host.Scope();
            var people = scope.ServiceProvider.GetRequiredService<People>();
            var word = parsed.GetRequiredValue(s_role);
            var tenant = parsed.GetValue(s_tenant) is { } named ? await host.TenantAsync(named, ct) : null;
            var (role, platform) = RoleOf(word, tenant is not null);
            var counters = await CountersAsync(host, tenant, parsed.GetValue(s_counters) ?? [], ct);
            var password = parsed.GetValue(s_passwordFromInput) ? (await Console.In.ReadLineAsync(ct) ?? "").TrimEnd('\r') : People.NewPassword();
            var person = await people.AddAsync(parsed.GetRequiredValue(s_email), null, password) switch
            {
                Outcome<NewPerson>.Done made => made.Value,
                var refused => throw new CommandFailedException(((Outcome<NewPerson>.Refused)refused).Error.Reason!),
            };
            await (role is { } inTenant ? people.JoinAsync(tenant!.Id, person.Id, inTenant, counters, ct) : people.JoinPlatformAsync(person.Id, platform!.Value, ct));
            host.Print(new { id = person.Id.ToString("N"), email = person.Email, password = person.Password }, $"{person.Email}  {person.Password}");
        });
        return command;
    }

    /// <summary>Before anybody is made: a counter that is misspelt leaves no person behind.</summary>
    private static async Task<IReadOnlyList<CounterId>> CountersAsync(CommandHost host, Tenant? tenant, string[] names, CancellationToken ct)
    {
        if (names.Length == 0)
        {
            return [];
        }
        if (tenant is null)
        {
            throw CommandFailedException.Usage("--counter needs --tenant");
        }
        var known = await host.Get<ICounterQueries>().ListAsync(Actor.Operator(tenant.Id), ct);
        return [.. names.Select(name => known.FirstOrDefault(counter => counter.Name == name)?.Id ?? throw new CommandFailedException($"{tenant.Name} has no counter '{name}'"))];
    }

    private static (Role? Role, PlatformRole? Platform) RoleOf(string word, bool hasTenant) => (word, hasTenant) switch
    {
        ("owner", true) => (Role.Owner, null),
        ("manager", true) => (Role.Manager, null),
        ("cashier", true) => (Role.Cashier, null),
        ("accountant", true) => (Role.Accountant, null),
        ("admin", false) => (null, PlatformRole.Admin),
        ("support", false) => (null, PlatformRole.Support),
        ("owner" or "manager" or "cashier" or "accountant", false) => throw CommandFailedException.Usage($"the role {word} needs --tenant"),
        ("admin" or "support", true) => throw CommandFailedException.Usage($"the role {word} belongs to no tenant"),
        _ => throw CommandFailedException.Usage("--role is owner, manager, cashier, accountant, admin or support"),
    };
}
