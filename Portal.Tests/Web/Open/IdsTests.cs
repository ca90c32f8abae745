using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.SignalR;
using Microsoft.JSInterop;
using Portal.Bench.Circuits;
using Portal.Domain.Claims;
using Portal.Domain.Work;
using Portal.Tests.TestKit;
using Portal.Web.Realtime;

namespace Portal.Tests.Web.Open;

/// <summary>Whatever a browser can say to an open page or a hub: each input is classified here, and an id of somebody else's finds nothing.</summary>
public sealed class IdsTests
{
    private const string Nothing = "There is nothing here";

    /// <summary>Inputs that name a counter or a payment, with the address or call that brings them.</summary>
    private static readonly Dictionary<string, string> s_ids = new()
    {
        ["CounterPage.Id"] = "/counters/{counter}",
        ["Poster.Id"] = "/counters/{counter}/poster",
        ["PaymentDetail.Id"] = "/payments/{payment}",
        ["TillPage.CounterText"] = "/till/{counter}",
        ["Payments.Counter"] = "/payments?counter={counter}",
        ["Check.Case"] = "/check?case={claim}",
        ["Check.Counter"] = "/check?counter={counter}",
        ["Attention.Case"] = "/attention?case=payment-{payment}",
        ["PaymentsHub.Only.counterId"] = "hub",
        ["TenantPage.Id"] = "/admin/tenants/{tenant}",
        ["AuditPages.Subject"] = "/audit?subject={payment}",
        ["AuditPages.Person"] = "/audit?person={person}",
    };

    /// <summary>Inputs that name nobody's row.</summary>
    private static readonly HashSet<string> s_plain =
    [
        "Login.ReturnUrl", "Login.Ended", "Login.Failed", "Login.Left", "Poster.Size", "Payments.State",
        "Attention.From", "AuditPages.Act", "AuditPages.Day", "AuditPages.Row", "Choose.ReturnUrl", "Closed.Why", "Forgot.Sent", "Invitation.Code", "Invitation.Refused", "Reset.Code", "Reset.Weak",
        "AccountPage.Said", "AccountPage.Refused", "Code.ReturnUrl", "Code.Failed", "Code.Left", "Login.Reset",
        "PaymentsHub.Since.sequence", "LinkState.CameBack.loss",
    ];

    [Fact]
    [Trait("Row", "T-02")]
    public void Every_input_of_pages_hubs_and_scripts_is_classified() => None.Of(Unclassified(Inputs()));

    [Fact]
    public void Every_input_of_pages_hubs_and_scripts_is_classified_control() => Assert.Equal(["New.Id"], Unclassified(["New.Id", "Poster.Id"]));

    [Fact]
    public void Nothing_is_classified_that_is_not_there() => Assert.Empty(s_ids.Keys.Concat(s_plain).Except(Inputs()));

    [Fact]
    [Trait("Row", "T-02")]
    [Trait("Row", "S1")]
    public async Task An_id_of_another_tenant_finds_nothing_from_an_open_page()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var (mine, theirs) = (await portal.AddTenantAsync("Tea"), await portal.AddTenantAsync("Noodles"));
        var canary = await portal.AddCounterAsync(theirs, "Canary till");
        var trade = await portal.ReportAsync(canary);
        var payment = await portal.ReadAsync(theirs, db => Task.FromResult(db.Payments.Single().Id.ToString()));
        var (person, owner) = (await portal.AddPersonAsync(mine), await portal.AddPersonAsync(theirs));
        var claim = TestPortal.Done(await portal.Get<CheckClaim>().RunAsync(Actor.Operator(theirs.Id), new ClaimOrder(trade), default)).Id;
        var visitor = await Visitor.SignInAsync(portal.Address, person.Email, person.Password);
        foreach (var address in s_ids.Values.Where(address => address[0] == '/').Select(address => address.Replace("{counter}", $"{canary.Id}").Replace("{payment}", payment).Replace("{tenant}", $"{theirs.Id}").Replace("{person}", $"{owner.Id:N}").Replace("{claim}", $"{claim}")))
        {
            var seen = await MovedAsync(visitor, address, "/settings");
            Assert.False(seen.Has(trade) || seen.Has("Canary till"), $"{address} shows what is another tenant's");
            Assert.True(address.Contains('?') || address.EndsWith("/poster", StringComparison.Ordinal) || seen.Has(Nothing), $"{address} does not say that nothing is there");
        }
    }

    [Fact]
    public async Task An_id_of_another_tenant_finds_nothing_from_an_open_page_control()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant, "Canary till");
        var person = await portal.AddPersonAsync(tenant);
        var visitor = await Visitor.SignInAsync(portal.Address, person.Email, person.Password);
        Assert.True((await MovedAsync(visitor, $"/counters/{counter.Id}", "/settings")).Has("Canary till"));
    }

    [Fact]
    [Trait("Row", "T-05")]
    public async Task A_hub_hears_its_own_tenant_whatever_it_asks_for()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var (mine, theirs) = (await portal.AddTenantAsync("Tea"), await portal.AddTenantAsync("Noodles"));
        var (own, canary) = (await portal.AddCounterAsync(mine), await portal.AddCounterAsync(theirs));
        await using var hub = await PortalHubClient.ConnectAsync(portal.Address, (await portal.SignInAsync(mine)).Cookies);
        foreach (var group in new[] { "Join", "AddToGroup", "Subscribe" })
        {
            Assert.True((await hub.CallAsync(group, $"{theirs.Id}")).TryGetProperty("error", out _), $"{group} is a call of the hub");
        }
        await portal.ReportAsync(canary);
        var heard = await portal.ReportAsync(own);
        Assert.Equal(heard, (await hub.PushAsync()).Argument.GetProperty("tradeNo").GetString());
        await hub.CallAsync("Only", $"{canary.Id}");
        await portal.ReportAsync(canary);
        Assert.Equal(0, (await hub.CallAsync("Since", 0)).GetProperty("events").GetArrayLength());
    }

    /// <summary>What a page was sent that went to an address and then to one that is known, or that left the portal's live pages for it.</summary>
    private static async Task<Sighted> MovedAsync(Visitor visitor, string address, string then)
    {
        var seen = new Sighted();
        await using var page = await Circuit.OpenAsync(visitor, "/", seen.Take);
        await page.MoveAsync(new Uri(visitor.Server, address).ToString());
        await page.MoveAsync(new Uri(visitor.Server, then).ToString());
        await PortalWait.UntilAsync($"the page after {address}", () => seen.Has("Test keys") || page.Lost.IsCompleted);
        return seen;
    }

    private static IReadOnlyList<string> Unclassified(IEnumerable<string> inputs) => [.. inputs.Where(input => !s_ids.ContainsKey(input) && !s_plain.Contains(input))];

    private static IReadOnlyList<string> Inputs()
    {
        var types = typeof(PaymentsHub).Assembly.GetTypes();
        const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var ofPages = types.Where(type => type.GetCustomAttributes<RouteAttribute>().Any())
            .SelectMany(type => type.GetProperties().Where(property => property.GetCustomAttribute<ParameterAttribute>() is not null || property.GetCustomAttribute<SupplyParameterFromQueryAttribute>() is not null
                || property.GetCustomAttribute<SupplyParameterFromFormAttribute>() is not null).Select(property => $"{type.Name}.{property.Name}"));
        var ofHubs = types.Where(type => type.IsAssignableTo(typeof(Hub)))
            .SelectMany(type => type.GetMethods(Own).Where(method => method.IsPublic && !method.IsVirtual)).SelectMany(Parameters);
        var ofScripts = types.SelectMany(type => type.GetMethods(Own | BindingFlags.Static)).Where(method => method.GetCustomAttribute<JSInvokableAttribute>() is not null).SelectMany(Parameters);
        return [.. ofPages.Concat(ofHubs).Concat(ofScripts)];
    }

    private static IEnumerable<string> Parameters(MethodInfo method) => method.GetParameters().Select(parameter => $"{method.DeclaringType!.Name}.{method.Name}.{parameter.Name}");
}
