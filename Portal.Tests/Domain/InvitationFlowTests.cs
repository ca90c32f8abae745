using Portal.Domain.Counters;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using static Portal.Tests.Domain.Memory.MoneyFlows;

namespace Portal.Tests.Domain;

/// <summary>Invitations: made, sent, made anew, taken back.</summary>
public sealed class InvitationFlowTests
{
    private readonly MemoryShop _shop = new();
    private readonly MemoryPlatform _platform;
    private readonly Invitations _invitations;
    private readonly CounterId _front;

    public InvitationFlowTests()
    {
        _platform = new MemoryPlatform(_shop);
        _invitations = new Invitations(_shop, _platform, _shop.Clock);
        _front = ACounter("Front");
    }

    private DateTimeOffset Now => _shop.Clock.GetUtcNow();

    [Theory]
    [InlineData(" Mei.Lam+till@Harbour.Example ", "mei.lam+till@harbour.example")]
    [InlineData("a@b", "a@b")]
    public void An_address_is_compared_in_lower_case(string text, string read) => Assert.Equal(read, Invitations.ReadEmail(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a@")]
    [InlineData("@b")]
    [InlineData("@bc")]
    [InlineData("ab@")]
    [InlineData("abc")]
    [InlineData("a@b@c")]
    [InlineData("a b@c.d")]
    [InlineData("a<b@c.d")]
    [InlineData("a>b@c.d")]
    [InlineData("a\"b@c.d")]
    [InlineData("a\\b@c.d")]
    [InlineData("a,b@c.d")]
    [InlineData("a;b@c.d")]
    [InlineData("ä@c.d")]
    [InlineData("a@c.d\u007f")]
    [InlineData("a\u001fb@c.d")]
    public void What_mail_cannot_go_to_is_no_address(string? text) => Assert.Null(Invitations.ReadEmail(text));

    [Fact]
    public void An_address_has_at_most_254_characters()
    {
        Assert.NotNull(Invitations.ReadEmail(new string('a', 250) + "@b.c"));
        Assert.Null(Invitations.ReadEmail(new string('a', 251) + "@b.c"));
        Assert.NotNull(Invitations.ReadEmail("!~@b"));
    }

    [Fact]
    public async Task A_person_is_invited_by_a_link_for_one_address_and_seven_days()
    {
        var invited = Done(await InviteAsync(" Mei@Harbour.Example", Role.Cashier, [_front, _front]));
        var (letter, link) = (_platform.Letters.Single(), _shop.Links.Single());
        Assert.Equal(new Invited("mei@harbour.example", null, Now.AddDays(7)), invited);       // it was mailed: nobody else sees the link
        Assert.StartsWith("https://pay.example/account/invitation?code=", letter.Link, StringComparison.Ordinal);
        var secret = letter.Link[^LinkSecret.Length..];
        Assert.Matches("^[0-9a-f]{64}$", secret);
        Assert.Equal(LinkSecret.HashOf(secret), link.SecretHash);
        Assert.Equal(("mei@harbour.example", "Harbour Tea", Role.Cashier, Now.AddDays(7)), (letter.Email, letter.TenantName, letter.Role, letter.ExpiresAt));
        Assert.Equal((LinkPurpose.Invitation, "mei@harbour.example", _shop.Tenant.Id, Role.Cashier, _shop.Owner.User, Now, Now.AddDays(7)),
            (link.Purpose, link.Email, link.TenantId!.Value, link.Role!.Value, link.By, link.CreatedAt, link.ExpiresAt));
        Assert.Equal([_front], link.BoundTo());
        Assert.Equal((1, Permission.ManageCashiers), (_shop.Tenant.Version, _shop.Permitted[^1]));
    }

    [Fact]
    public async Task Where_no_mail_is_set_the_link_is_shown_to_whoever_invited()
    {
        _platform.Mails = false;
        var invited = Done(await InviteAsync("mei@harbour.example", Role.Accountant, [_front]));
        Assert.Equal(_platform.Letters.Single().Link, invited.Link);
        Assert.Empty(_shop.Links.Single().BoundTo());                                          // accountants have no counters
    }

    [Fact]
    public async Task What_stands_against_an_invitation()
    {
        Assert.Equal("email_invalid", Code(await InviteAsync(null, Role.Cashier)));
        Assert.Equal("not_found", Code(await InviteAsync("mei@harbour.example", Role.Cashier, [CounterId.New()])));
        Assert.Equal("forbidden", Code(await InviteAsync("mei@harbour.example", Role.Manager, by: _shop.APerson(Role.Manager))));
        _shop.Emails.Add("mei@harbour.example");
        Assert.Equal("already_member", Code(await InviteAsync("MEI@harbour.example", Role.Cashier)));
        _shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await InviteAsync("kai@harbour.example", Role.Cashier)));
        _shop.Base = null;
        Assert.Equal("no_public_address", Code(await InviteAsync("kai@harbour.example", Role.Cashier)));
        Assert.True(_shop.Tenant.TryChangeStatus(TenantStatus.Closed, null, Now));
        Assert.Equal("tenant_closed", Code(await InviteAsync("kai@harbour.example", Role.Cashier)));
        Assert.Empty(_shop.Links);
        Assert.Empty(_platform.Letters);
    }

    [Fact]
    public async Task A_newer_invitation_takes_the_older_one_for_the_same_address_back()
    {
        Done(await InviteAsync("mei@harbour.example", Role.Cashier));
        Done(await InviteAsync("kai@harbour.example", Role.Cashier));
        _shop.Clock.Advance(TimeSpan.FromHours(1));
        Done(await InviteAsync("Mei@harbour.example", Role.Manager));
        Assert.Equal([Now, null, null], _shop.Links.Select(link => link.WithdrawnAt));
    }

    [Fact]
    public async Task An_invitation_is_made_anew_with_another_secret_and_seven_new_days()
    {
        Done(await InviteAsync("mei@harbour.example", Role.Cashier, [_front]));
        var older = _shop.Links.Single();
        var manager = _shop.APerson(Role.Manager, _front);
        _shop.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(Now.AddDays(7), Done(await new InviteAgain(_shop, _invitations).RunAsync(manager, older.Id, default)).ExpiresAt);
        var newer = _shop.Links[^1];
        Assert.Equal((Now, Role.Cashier, "mei@harbour.example", manager.User), (older.WithdrawnAt!.Value, newer.Role!.Value, newer.Email, newer.By));
        Assert.Equal([_front], newer.BoundTo());
        Assert.NotEqual(older.SecretHash, newer.SecretHash);
        Assert.Equal("not_found", Code(await new InviteAgain(_shop, _invitations).RunAsync(manager, older.Id, default)));
    }

    [Fact]
    public async Task An_invitation_that_is_made_anew_is_for_the_same_place()
    {
        Done(await InviteAsync("kai@harbour.example", Role.Accountant));
        Done(await new InviteAgain(_shop, _invitations).RunAsync(_shop.Owner, _shop.Links.Single().Id, default));
        Assert.Equal((Role.Accountant, "kai@harbour.example"), (_shop.Links[^1].Role!.Value, _shop.Links[^1].Email));
        _shop.Base = null;
        Assert.Equal("no_public_address", Code(await new InviteAgain(_shop, _invitations).RunAsync(_shop.Owner, _shop.Links[^1].Id, default)));
    }

    [Fact]
    public async Task An_invitation_is_taken_back_by_whoever_could_have_made_it()
    {
        var withdraw = new WithdrawInvitation(_shop, _shop.Clock);
        Done(await InviteAsync("mei@harbour.example", Role.Cashier, [_front]));
        Done(await InviteAsync("boss@harbour.example", Role.Owner));
        var (cashier, owner) = (_shop.Links[0], _shop.Links[1]);
        Assert.Equal("not_found", Code(await withdraw.RunAsync(_shop.APerson(Role.Manager, ACounter("Back")), cashier.Id, default)));
        Assert.Equal("forbidden", Code(await withdraw.RunAsync(_shop.APerson(Role.Manager), owner.Id, default)));
        Assert.Equal("not_found", Code(await withdraw.RunAsync(_shop.Owner, Guid.NewGuid(), default)));
        _shop.Links.Add(OneTimeLink.Reset([1], "mei@harbour.example", Now));
        Assert.Equal("not_found", Code(await withdraw.RunAsync(_shop.Owner, _shop.Links[^1].Id, default)));
        Assert.All(_shop.Links, link => Assert.Null(link.WithdrawnAt));
        Assert.Same(cashier, Done(await withdraw.RunAsync(_shop.APerson(Role.Manager, _front), cashier.Id, default)));
        Assert.Equal(Now, cashier.WithdrawnAt);
        _shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await withdraw.RunAsync(_shop.Owner, owner.Id, default)));
    }

    [Fact]
    public async Task The_platform_invites_an_owner()
    {
        Assert.Null(Code(await new InviteOwner(_platform, _invitations).RunAsync(_platform.Admin, _shop.Tenant.Id, "boss@harbour.example", default)));
        var link = _shop.Links.Single();
        Assert.Equal((Role.Owner, "boss@harbour.example", null, "", Permission.InviteOwner), (link.Role!.Value, link.Email, link.By, link.Counters, _shop.Permitted.Single()));
        Assert.Equal("email_invalid", Code(await new InviteOwner(_platform, _invitations).RunAsync(_platform.Admin, _shop.Tenant.Id, null, default)));
    }

    private CounterId ACounter(string name)
    {
        Assert.True(CounterName.TryRead(name, out var read));
        _shop.Counters.Add(Counter.Register(_shop.Tenant.Id, read, name, Now));
        return _shop.Counters[^1].Id;
    }

    private Task<Outcome<Invited>> InviteAsync(string? email, Role role, CounterId[]? counters = null, Actor? by = null) =>
        new InvitePerson(_shop, _invitations).RunAsync(by ?? _shop.Owner, email, role, counters ?? [], default);
}
