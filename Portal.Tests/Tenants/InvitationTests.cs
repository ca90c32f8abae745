using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Counters;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;
using Portal.Tests.TestKit;

namespace Portal.Tests.Tenants;

/// <summary>Invitations as browsers use and misuse them.</summary>
public sealed class InvitationTests
{
    [Fact]
    [Trait("Row", "T-11")]
    public async Task T_11_an_invitation_works_once_for_a_new_person_who_is_signed_in_by_it()
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var code = await InviteAsync(portal, tenant, "mei@shop.test", Role.Manager);
        var mei = PortalSession.Stranger(portal);
        Assert.Contains("mei@shop.test", await mei.PageTextAsync(Page(code)));
        Assert.Equal("/", await AcceptAsync(mei, code));
        Assert.Equal(Role.Manager, (await PlaceAsync(portal, tenant, "mei@shop.test"))?.Role);
        Assert.Contains("Harbour Tea", await mei.PageTextAsync("/counters"));
        Assert.Contains("invitation_used", await AcceptAsync(PortalSession.Stranger(portal), code));
        Assert.Contains("works once", await PortalSession.Stranger(portal).PageTextAsync(Page(code)));
        Assert.NotEqual(code, Convert.ToHexStringLower(await portal.ReadAsync(tenant, db => db.OneTimeLinks.Select(link => link.SecretHash).SingleAsync())));
    }

    [Fact]
    [Trait("Row", "T-10")]
    public async Task T_10_role_tenant_and_address_of_an_edited_form_are_not_read()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (tenant, other) = (await portal.AddTenantAsync(), await portal.AddTenantAsync("Other"));
        var code = await InviteAsync(portal, tenant, "li@shop.test", Role.Cashier);
        var extras = new Dictionary<string, string>
        {
            ["Role"] = "Owner", ["role"] = "Owner", ["TenantId"] = other.Id.ToString(), ["tenant"] = other.Id.ToString(), ["Email"] = "boss@shop.test", ["username"] = "boss@shop.test", ["Counters"] = "all",
        };
        Assert.Equal("/", await AcceptAsync(PortalSession.Stranger(portal), code, extras: extras));
        Assert.Equal(Role.Cashier, (await PlaceAsync(portal, tenant, "li@shop.test"))?.Role);
        Assert.Null(await PlaceAsync(portal, other, "li@shop.test"));
        Assert.Null(await PlaceAsync(portal, tenant, "boss@shop.test"));
    }

    [Theory]
    [Trait("Row", "T-11")]
    [InlineData("expired", "invitation_expired")]
    [InlineData("withdrawn", "invitation_withdrawn")]
    [InlineData("again", "invitation_withdrawn")]
    [InlineData("suspended", "invitation_tenant_shut")]
    [InlineData("closed", "invitation_tenant_shut")]
    [InlineData("inviter", "invitation_void")]
    [InlineData("guessed", "invitation_unknown")]
    [InlineData("cut", "invitation_unknown")]
    [InlineData("name", "person_name_invalid")]
    [InlineData("password", "password_invalid")]
    [InlineData("other", "invitation_for_other")]
    [InlineData("known", "invitation_needs_sign_in")]
    public async Task T_11_whatever_is_wrong_is_one_sentence_and_changes_nothing(string what, string sentence)
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var owner = await portal.AddPersonAsync(tenant);
        var code = await InviteAsync(portal, tenant, what == "known" ? (await portal.AddPersonAsync(await portal.AddTenantAsync("Other"))).Email : "ho@shop.test", Role.Cashier, what == "inviter" ? owner : null);
        var visitor = what == "other" ? await portal.SignInAsync(owner) : PortalSession.Stranger(portal);
        var used = what switch { "guessed" => LinkSecret.New(), "cut" => code[1..], _ => code };
        await SpoilAsync(portal, tenant, what, owner);
        var people = await portal.ReadAsync(tenant, db => db.Memberships.CountAsync());
        var answer = await AcceptAsync(visitor, used, what == "name" ? "<b>" : "Ho", what == "password" ? "short" : "correct horse", isSignedIn: what == "other");
        Assert.EndsWith($"problem={sentence}", answer);
        Assert.Equal(people, await portal.ReadAsync(tenant, db => db.Memberships.CountAsync()));
        Assert.False(await portal.ReadAsync(tenant, db => db.Users.AnyAsync(user => user.NormalizedEmail == "HO@SHOP.TEST")));
        Assert.Contains("<h1", await visitor.PageTextAsync(Page(used)));
    }

    [Fact]
    [Trait("Row", "T-11")]
    public async Task T_11_whoever_has_an_account_signs_in_and_joins_with_it()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (tenant, other) = (await portal.AddTenantAsync(), await portal.AddTenantAsync("Other"));
        var person = await portal.AddPersonAsync(other, Role.Accountant);
        var code = await InviteAsync(portal, tenant, person.Email.ToUpperInvariant(), Role.Owner);
        var session = await portal.SignInAsync(person);
        Assert.Equal("/", await AcceptAsync(session, code, "", "", isSignedIn: true));
        Assert.Equal(Role.Owner, (await PlaceAsync(portal, tenant, person.Email))?.Role);
        Assert.Contains("Harbour Tea", await session.PageTextAsync("/settings"));
        Assert.Equal(Role.Accountant, (await PlaceAsync(portal, other, person.Email))?.Role);
    }

    [Fact]
    [Trait("Row", "T-11")]
    public async Task T_11_two_hands_at_once_make_one_person()
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var code = await InviteAsync(portal, tenant, "twin@shop.test", Role.Cashier);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AcceptAsync(PortalSession.Stranger(portal), code)));
        Assert.Single(answers, answer => answer == "/");
        Assert.Equal(1, await portal.ReadAsync(tenant, db => db.Users.CountAsync()));
    }

    [Fact]
    public async Task A_link_begins_with_the_known_address_whatever_host_a_request_names()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:PublicBaseUrl=https://pay.example");
        var tenant = await portal.AddTenantAsync();
        var invited = TestPortal.Done(await portal.Get<InvitePerson>().RunAsync(Actor.Operator(tenant.Id), "a@shop.test", Role.Cashier, [], default));
        Assert.StartsWith("https://pay.example/account/invitation?code=", invited.Link);
    }

    [Fact]
    public async Task A_sign_in_and_the_chosen_tenant_outlive_the_half_hourly_look_at_the_person()
    {
        await using var portal = await PortalFixture.StartAsync();
        var session = await portal.SignInAsync(await portal.AddTenantAsync());
        portal.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Contains("Harbour Tea", await session.PageTextAsync("/counters"));
        Assert.Contains("Harbour Tea", await session.PageTextAsync("/counters"));
    }

    [Fact]
    [Trait("Row", "T-13")]
    public async Task T_13_staff_step_in_by_grant_see_the_banner_and_are_out_at_once_when_it_ends()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (tenant, other) = (await portal.AddTenantAsync(), await portal.AddTenantAsync("Other"));
        await portal.AddCounterAsync(tenant, "Star Ferry kiosk");
        var staff = await StaffAsync(portal);
        Assert.Equal(HttpStatusCode.Forbidden, await VisitAsync(staff, tenant));
        Assert.Equal(HttpStatusCode.NotFound, await VisitAsync(staff, other with { Id = TenantId.New() }));
        TestPortal.Done(await portal.Get<LetSupportIn>().RunAsync(Actor.Operator(tenant.Id), "late payment", 2, default));
        Assert.Equal(HttpStatusCode.Redirect, await VisitAsync(staff, tenant));
        foreach (var path in new[] { "/", "/payments", "/counters" })
        {
            Assert.Contains($"data-visit=\"{tenant.Id}\"", await staff.PageTextAsync(path));
        }
        using (var denied = await staff.PostJsonAsync("/counters", new { name = "Mine", key = "k" }))
        {
            Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        }
        Assert.DoesNotContain("Star Ferry kiosk", await staff.PageTextAsync("/users", HttpStatusCode.Forbidden));
        TestPortal.Done(await portal.Get<EndSupport>().RunAsync(Actor.Operator(tenant.Id), default));
        using var after = await staff.GetJsonAsync("/payments");
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
    }

    private static string Page(string code) => $"{Invitations.Path}?code={code}";

    private static async Task<string> InviteAsync(PortalFixture portal, PortalTenant tenant, string email, Role role, PortalPerson? by = null)
    {
        var actor = Actor.Operator(tenant.Id);
        var invited = TestPortal.Done(await portal.Get<InvitePerson>().RunAsync(actor, email, role, [], default));
        if (by is not null)
        {
            await portal.ReadAsync(tenant, db => db.OneTimeLinks.ExecuteUpdateAsync(set => set.SetProperty(link => link.By, new UserId(by.Id))));
        }
        return invited.Link!.Split("code=")[1];
    }

    private static async Task SpoilAsync(PortalFixture portal, PortalTenant tenant, string what, PortalPerson owner)
    {
        switch (what)
        {
            case "expired":
                portal.Clock.Advance(TimeSpan.FromDays(7));
                break;
            case "withdrawn":
                var link = await portal.ReadAsync(tenant, db => db.OneTimeLinks.SingleAsync());
                TestPortal.Done(await portal.Get<WithdrawInvitation>().RunAsync(Actor.Operator(tenant.Id), link.Id, default));
                break;
            case "again":
                await InviteAsync(portal, tenant, "ho@shop.test", Role.Accountant);
                break;
            case "suspended":
                TestPortal.Done(await portal.Get<SuspendTenant>().RunAsync(PlatformActor.Operator, tenant.Id, false, "rent", default));
                break;
            case "closed":
                TestPortal.Done(await portal.Get<CloseTenant>().RunAsync(PlatformActor.Operator, tenant.Id, tenant.Name, default));
                break;
            case "inviter":
                await portal.AddPersonAsync(tenant);
                TestPortal.Done(await portal.Get<ChangeMember>().RunAsync(Actor.Operator(tenant.Id), new UserId(owner.Id), Role.Accountant, [], 1, default));
                break;
        }
    }

    /// <summary>Sends the form as its page would.</summary>
    /// <returns>Where the answer leads.</returns>
    private static async Task<string> AcceptAsync(PortalSession session, string code, string name = "Mei Chan", string password = "correct horse", Dictionary<string, string>? extras = null, bool isSignedIn = false)
    {
        var fields = new Dictionary<string, string>(extras ?? []) { ["code"] = code, ["Name"] = name, ["Password"] = password, ["__RequestVerificationToken"] = isSignedIn ? await session.TokenAsync() : session.FormToken() };
        using var answer = await session.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"{Invitations.Path}/accept") { Content = new FormUrlEncodedContent(fields) });
        return answer.Headers.Location?.ToString() ?? $"{answer.StatusCode}";
    }

    private static Task<Membership?> PlaceAsync(PortalFixture portal, PortalTenant tenant, string email) => portal.ReadAsync(tenant, async db =>
    {
        var name = email.ToUpperInvariant();
        return await db.Users.FirstOrDefaultAsync(row => row.NormalizedEmail == name) is { } user ? await db.Memberships.FirstOrDefaultAsync(row => row.UserId == new UserId(user.Id)) : null;
    });

    private static async Task<PortalSession> StaffAsync(PortalFixture portal)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<People>();
        var person = TestPortal.Done(await people.AddAsync("admin@portal.test", "Ada", "correct horse"));
        await people.JoinPlatformAsync(person.Id, PlatformRole.Admin, default);
        var session = PortalSession.Stranger(portal);
        (await session.PostSignInAsync(person.Email, person.Password)).Dispose();
        return session;
    }

    private static async Task<HttpStatusCode> VisitAsync(PortalSession staff, PortalTenant tenant)
    {
        using var answer = await staff.PostJsonAsync($"/admin/tenants/{tenant.Id}/visit", new { });
        return answer.StatusCode;
    }
}
