using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Domain;

/// <summary>Sign-ins, one-time links and what is said when something is taken from somebody.</summary>
public sealed class SessionTests
{
    private static readonly TimeSpan s_tick = TimeSpan.FromTicks(1);
    private static readonly UserId s_user = new(Guid.NewGuid());

    [Fact]
    public void A_sign_in_keeps_how_and_from_where_it_was_made()
    {
        var session = Session.Open(s_user, [1], [2], SignInMethod.Passkey, "192.0.2.1", "Firefox", Given.Noon, TimeSpan.FromHours(1));
        Assert.Equal((s_user, SignInMethod.Passkey, "192.0.2.1", "Firefox", Given.Noon, Given.Noon.AddHours(1), Given.Noon),
            (session.UserId, session.Method, session.Address, session.Browser, session.CreatedAt, session.ExpiresAt, session.ActedAt));
        Assert.Equal([1], session.KeyHash);
        Assert.Equal([2], session.Ticket);
        Assert.NotEqual(session.Id, ASession().Id);
        Assert.True(session.HasSecondFactor);
    }

    [Fact]
    public void A_sign_in_lives_until_it_expires_or_is_ended()
    {
        var session = ASession();
        Assert.True(session.IsLiveAt(session.ExpiresAt - s_tick));
        Assert.False(session.IsLiveAt(session.ExpiresAt));
        session.End(Given.Noon.AddMinutes(1));
        session.End(Given.Noon.AddMinutes(2));
        Assert.Equal(Given.Noon.AddMinutes(1), session.EndedAt);
        Assert.False(session.IsLiveAt(Given.Noon));
    }

    [Fact]
    public void A_proof_is_fresh_for_a_while_and_is_an_action_too()
    {
        var session = ASession();
        Assert.False(session.IsProvenAt(Given.Noon));
        session.Proven(Given.Noon.AddHours(1), Session.FreshFor);
        Assert.True(session.IsProvenAt(Given.Noon.AddHours(1).AddMinutes(5) - s_tick));
        Assert.False(session.IsProvenAt(Given.Noon.AddHours(1).AddMinutes(5)));
        Assert.Equal((Given.Noon.AddHours(1), Given.Noon.AddHours(1).AddMinutes(5)), (session.ActedAt, session.ProvenUntil!.Value));
    }

    [Theory]
    [InlineData(Permission.Refund)]
    [InlineData(Permission.CancelPayment)]
    [InlineData(Permission.ApproveRefund)]
    [InlineData(Permission.DecideByHand)]
    public void Moving_money_wants_a_proof_after_fifteen_idle_minutes(Permission permission)
    {
        var (session, idle) = (ASession(), Given.Noon + Session.IdleForMoney);
        Assert.True(session.Satisfies(Right.Yes, permission, idle));
        Assert.False(session.Satisfies(Right.Yes, permission, idle + s_tick));
        Assert.True(session.Satisfies(Right.Yes, Permission.AddNote, idle + s_tick));
        session.Proven(idle, TimeSpan.FromHours(1));
        Assert.True(session.Satisfies(Right.Yes, permission, idle.AddMinutes(59)));
        Assert.False(session.Satisfies(Right.Yes, permission, idle.AddMinutes(60)));
    }

    [Fact]
    public void A_right_with_step_up_wants_a_proof_at_any_time()
    {
        var session = ASession();
        Assert.False(session.Satisfies(Right.Yes.WithStepUp(), Permission.AddNote, Given.Noon));
        session.Proven(Given.Noon, Session.FreshFor);
        Assert.True(session.Satisfies(Right.Yes.WithStepUp(), Permission.AddNote, Given.Noon));
    }

    [Fact]
    public void An_action_moves_idleness_on_unless_it_is_over_already()
    {
        var session = ASession();
        session.Acted(Given.Noon.AddMinutes(15));
        Assert.Equal(Given.Noon.AddMinutes(15), session.ActedAt);
        session.Acted(Given.Noon.AddMinutes(14));                                               // another process's clock is behind
        Assert.Equal(Given.Noon.AddMinutes(15), session.ActedAt);
        session.Acted(Given.Noon.AddMinutes(30) + s_tick);
        Assert.Equal(Given.Noon.AddMinutes(15), session.ActedAt);
    }

    [Fact]
    public void A_second_factor_counts_from_the_moment_at_which_it_is_set()
    {
        var session = ASession(SignInMethod.Password);
        Assert.False(session.HasSecondFactor);
        session.SecondFactorSet();
        Assert.Equal((true, SignInMethod.PasswordAndCode), (session.HasSecondFactor, session.Method));
        session.Renew([3], [4]);
        Assert.Equal([3], session.KeyHash);
        Assert.Equal([4], session.Ticket);
    }

    [Fact]
    public void Numbers_of_sign_ins_are_read_as_they_are_written()
    {
        var id = SessionId.New();
        Assert.Equal(id.Value.ToString("N"), id.ToString());
        Assert.True(SessionId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
        Assert.False(SessionId.TryParse("none", out _));
        Assert.False(SessionId.TryParse(null, out _));
    }

    [Fact]
    public void A_one_time_link_is_open_until_it_is_used_taken_back_or_late()
    {
        var (used, back, late) = (AnInvitation(), AnInvitation(), AnInvitation());
        Assert.True(late.IsOpenAt(Given.Noon.AddDays(7) - s_tick));
        Assert.False(late.IsOpenAt(Given.Noon.AddDays(7)));
        used.Use(Given.Noon);
        Assert.Equal((false, Given.Noon), (used.IsOpenAt(Given.Noon), used.UsedAt!.Value));
        back.Withdraw(Given.Noon);
        back.Withdraw(Given.Noon.AddDays(1));
        Assert.Equal((false, Given.Noon), (back.IsOpenAt(Given.Noon), back.WithdrawnAt!.Value));
    }

    [Fact]
    public void A_reset_is_for_one_address_and_one_hour_and_for_no_tenant()
    {
        var reset = OneTimeLink.Reset([7], "Mei@Harbour.example", Given.Noon);
        Assert.Equal((LinkPurpose.PasswordReset, "mei@harbour.example", null, null, "", Given.Noon, Given.Noon.AddHours(1)),
            (reset.Purpose, reset.Email, reset.TenantId, reset.Role, reset.Counters, reset.CreatedAt, reset.ExpiresAt));
        Assert.Equal([7], reset.SecretHash);
        Assert.Empty(reset.BoundTo());
    }

    [Fact]
    public void An_invitation_keeps_the_counters_in_order()
    {
        CounterId[] counters = [CounterId.New(), CounterId.New()];
        var link = OneTimeLink.Invite([7], "Mei@Harbour.example", TenantId.New(), Role.Cashier, counters, s_user, Given.Noon);
        Assert.Equal(($"{counters[0]} {counters[1]}", "mei@harbour.example", s_user), (link.Counters, link.Email, link.By!.Value));
        Assert.Equal(counters, link.BoundTo());
    }

    [Fact]
    public void What_is_taken_hits_the_person_the_sign_in_or_the_tenant_that_it_was_taken_from()
    {
        var (tenant, other, session) = (TenantId.New(), TenantId.New(), SessionId.New());
        var one = Revocation.OfSession(session, s_user, Given.Noon);
        Assert.True(one.Hits(tenant, s_user, session));
        Assert.False(one.Hits(tenant, s_user, SessionId.New()));
        var person = Revocation.OfPerson(s_user, Given.Noon);
        Assert.True(person.Hits(null, s_user, SessionId.New()));
        Assert.False(person.Hits(tenant, new UserId(Guid.NewGuid()), session));
        var place = Revocation.OfMembership(tenant, s_user, Given.Noon);
        Assert.True(place.Hits(tenant, s_user, session));
        Assert.False(place.Hits(other, s_user, session));
        Assert.False(place.Hits(tenant, new UserId(Guid.NewGuid()), session));
        var all = Revocation.OfTenant(tenant, Given.Noon);
        Assert.True(all.Hits(tenant, new UserId(Guid.NewGuid()), session));
        Assert.False(all.Hits(null, s_user, session));
        Assert.All([one, person, place, all], said => Assert.Equal(Given.Noon, said.At));
    }

    [Theory]
    [InlineData(true, Role.Owner, false, true)]
    [InlineData(true, Role.Manager, false, true)]
    [InlineData(true, Role.Cashier, false, false)]
    [InlineData(true, Role.Accountant, false, false)]
    [InlineData(false, Role.Owner, false, false)]
    [InlineData(false, Role.Cashier, true, true)]
    public void The_installation_asks_owners_and_managers_for_a_second_factor_and_a_tenant_everybody(bool fromDayOne, Role role, bool tenantAsks, bool requires)
    {
        var tenant = Tenant.Register(TenantId.New(), new TenantDetails("Harbour Tea", "HKD", "Asia/Hong_Kong", "HK", "3 Star Ferry Pier", "5812", tenantAsks), [], Given.Noon);
        var policy = new SecondFactorPolicy(fromDayOne);
        Assert.Equal((requires, fromDayOne, !fromDayOne), (policy.Requires(tenant, role), policy.RequiresOfStaff, policy.TakesPasswordAsProof));
    }

    [Theory]
    [InlineData(" Mei Lam ", "Mei Lam", true)]
    [InlineData("<b>", "<b>", false)]
    [InlineData(null, "", false)]
    public void A_persons_name_can_be_shown_anywhere(string? text, string name, bool isTaken)
    {
        Assert.Equal((isTaken, name), (PersonName.TryRead(text, out var read), read));
        Assert.True(PersonName.TryRead(new string('n', 64), out _));
        Assert.False(PersonName.TryRead(new string('n', 65), out _));
        Assert.Equal(("name_invalid", ErrorKind.Invalid, "person_name_invalid"), (PersonName.Invalid.Code, PersonName.Invalid.Kind, PersonName.Invalid.Reason));
    }

    private static Session ASession(SignInMethod method = SignInMethod.PasswordAndCode) => Session.Open(s_user, [1], [], method, "127.0.0.1", null, Given.Noon, Session.Longest);

    private static OneTimeLink AnInvitation() => OneTimeLink.Invite([1], "mei@harbour.example", TenantId.New(), Role.Cashier, [], null, Given.Noon);
}
