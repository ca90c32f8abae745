using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence;

namespace Portal.Web.Composition;

/// <summary>Two tenants and six people to try the product with; made once, in Development only.</summary>
public sealed class Demo(AcrossTenants across, SimulatedTenants tenants, PortalSettings settings, DataFolder folder, IServiceScopeFactory scopes)
{
    private const string PasswordFile = "demo-password";
    private readonly string? _before = folder.Read(PasswordFile);

    public static IReadOnlyList<string> Accounts { get; } =
        ["admin@portal.test", "owner@harbour.test", "manager@harbour.test", "cashier@harbour.test", "accountant@harbour.test", "owner@london.test"];

    /// <summary>The one password of all demo accounts, the same at every start.</summary>
    public string Password { get; } = settings.DemoPassword ?? folder.Read(PasswordFile) ?? People.NewPassword();

    public async Task EnsureAsync(CancellationToken ct)
    {
        var harbour = await TenantAsync(new TenantDetails("Harbour Tea", "HKD", "Asia/Hong_Kong", "HK", "3 Star Ferry Pier, Tsim Sha Tsui", "5812", false), "2088000000000101", ct);
        var london = await TenantAsync(new TenantDetails("London Noodles", "GBP", "Europe/London", "GB", "12 Gerrard Street, London", "5812", false), "2088000000000202", ct);
        await using var scope = scopes.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<People>();
        if (!await people.ExistsAsync(Accounts[0]))
        {
            var admin = await PersonAsync(people, Accounts[0], "Ada Admin");
            await people.JoinPlatformAsync(admin, PlatformRole.Admin, ct);
        }
        await MemberAsync(people, Accounts[1], "Mei Chan", harbour, Role.Owner, ct);
        await MemberAsync(people, Accounts[2], "Ken Wong", harbour, Role.Manager, ct);
        await MemberAsync(people, Accounts[3], "Cloud Li", harbour, Role.Cashier, ct);
        await MemberAsync(people, Accounts[4], "Joan Ho", harbour, Role.Accountant, ct);
        await MemberAsync(people, Accounts[5], "Priya Raman", london, Role.Owner, ct);
        if (Password != _before)
        {
            await SetPasswordAsync(people);
        }
    }

    /// <summary>Accounts of an earlier start get the password that is said now. The file follows last, so that a start that was cut off is made good by the next.</summary>
    private async Task SetPasswordAsync(People people)
    {
        foreach (var email in Accounts)
        {
            if (await people.SetPasswordAsync(email, Password) is { } wrong)
            {
                throw new InvalidOperationException($"The demo account {email} does not take Portal:Demo:Password: {wrong}");
            }
        }
        folder.Write(PasswordFile, Password);
    }

    private async Task<TenantId> TenantAsync(TenantDetails details, string partner, CancellationToken ct) =>
        (await across.FindTenantAsync(details.Name, ct) ?? await NewTenantAsync(details, partner, ct)).Id;

    private async Task<Tenant> NewTenantAsync(TenantDetails details, string partner, CancellationToken ct) =>
        await tenants.AddAsync(details, partner, SignAlgorithm.Rsa2, ct) is Outcome<Tenant>.Done made
            ? made.Value
            : throw new InvalidOperationException($"The demo tenant {details.Name} could not be made.");

    private async Task MemberAsync(People people, string email, string name, TenantId tenant, Role role, CancellationToken ct)
    {
        if (!await people.ExistsAsync(email))
        {
            await people.JoinAsync(tenant, await PersonAsync(people, email, name), role, [], ct);
        }
    }

    private async Task<Guid> PersonAsync(People people, string email, string name) =>
        await people.AddAsync(email, name, Password) is Outcome<NewPerson>.Done made
            ? made.Value.Id
            : throw new InvalidOperationException($"The demo account {email} could not be made.");
}
