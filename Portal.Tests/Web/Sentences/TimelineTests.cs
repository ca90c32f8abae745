using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Attention;
using Portal.Domain.Payments;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web.Sentences;

/// <summary>Capability 14: the payment's page lists every message, question, refund, note and announcement, with who and in both time zones.</summary>
public sealed partial class TimelineTests : IAsyncLifetime
{
    private MoneyStand _stand = default!;
    private PortalPerson _manager = default!;
    private string _path = "";

    public async ValueTask InitializeAsync()
    {
        _stand = await MoneyStand.StartAsync();
        var payment = await _stand.PaymentAsync();
        _path = $"/payments/{payment.Id}";
        _manager = await _stand.Portal.AddNamedAsync("Mei", _stand.Tenant, Role.Manager);
        var actor = await _stand.ActorAsync(_manager);
        TestPortal.Done(await _stand.Portal.Get<RecordAnnouncement>().RunAsync(actor, payment.Id, "HKD 88.80", default));
        _stand.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        TestPortal.Done(await _stand.Portal.Get<CheckPayment>().RunAsync(actor, payment.Id, default));
        TestPortal.Done(await _stand.RefundAsync("30.00"));
        await _stand.ArmAsync(MoneyStand.RefundService, "not-exist");
        await _stand.RefundAsync("20.00");
        TestPortal.Done(await _stand.Portal.Get<AddNote>().RunAsync(actor, new CaseId(CaseKind.Payment, payment.Id.Value), "The customer called.", default));
        TestPortal.Done(await _stand.Portal.Get<Portal.Domain.Refunds.RefundPayment>().RunAsync(
            actor, payment.Id, new Portal.Domain.Refunds.RefundOrder("10.00", "returned", "58.80", "k"), default));
    }

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    [Trait("Row", "capability 14")]
    public async Task Capability_14_each_line_says_what_who_and_when_in_both_zones()
    {
        var lines = await LinesAsync();
        Line(lines, "Notification came, signature good", "signed message");
        Line(lines, "Booked: Alipay says paid", "signed answer");
        Line(lines, "Asked Alipay: paid", "signed answer");                                    // for whoever pressed Check now
        Line(lines, "Announced aloud: HKD 88.80", "at the till, Mei signed in there");
        Line(lines, "Refund asked for: HKD 10.00", "Mei");
        Line(lines, "Refund carried out: HKD 10.00", "signed answer");
        Line(lines, "Refund of HKD 20.00: Alipay does not know this trade", "signed answer");
        Line(lines, "The customer called.", "note by Mei");
        Assert.Empty(WithoutBothZones(lines));
    }

    /// <summary>A line that says only the shop's time is found by the same look.</summary>
    [Fact]
    public async Task Capability_14_each_line_says_what_who_and_when_in_both_zones_control()
    {
        var lines = await LinesAsync();
        Assert.Equal(["planted 13:00:00"], WithoutBothZones([.. lines, "planted 13:00:00"]));
        Assert.DoesNotContain(lines, line => line.Contains("Cancelled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_tenants_payment_is_not_announced_and_nothing_is_kept_without_words()
    {
        var theirs = await _stand.Portal.AddTenantAsync("Noodles");
        var id = (await _stand.PaymentAsync()).Id;
        var record = _stand.Portal.Get<RecordAnnouncement>();
        var elsewhere = await _stand.PersonAsync(Role.Cashier);                          // bound to no counter: reaches none
        Assert.Equal("not_found", (await record.RunAsync(Actor.Operator(theirs.Id), id, "HKD 88.80", default)).ErrorCode());
        Assert.Equal("not_found", (await record.RunAsync(elsewhere, id, "HKD 88.80", default)).ErrorCode());
        Assert.Equal("reason_required", (await record.RunAsync(Actor.Operator(_stand.Tenant.Id), id, " ", default)).ErrorCode());
        var view = (await _stand.Portal.Get<IPaymentQueries>().FindAsync(Actor.Operator(_stand.Tenant.Id), id, default))!;
        Assert.Single(view.Notes, note => note.Kind == NoteKind.Announcement);
        await using var context = _stand.Shop.Open();
        Assert.DoesNotContain(await context.AuditRows.ToListAsync(), row => row.Act == "see_live");       // nobody did that
    }

    private static void Line(List<string> lines, string what, string who) =>
        Assert.Single(lines, line => line.Contains(what, StringComparison.Ordinal) && line.Contains(who, StringComparison.Ordinal));

    private static IEnumerable<string> WithoutBothZones(IEnumerable<string> lines) => lines.Where(line => !BothZones().IsMatch(line));

    private async Task<List<string>> LinesAsync()
    {
        var page = await (await _stand.Portal.SignInAsync(_stand.Tenant)).PageTextAsync(_path);
        var timeline = Timeline().Match(page).Value;
        return [.. Item().Matches(timeline).Select(item => WebUtility.HtmlDecode(Tag().Replace(item.Value, " ")))];
    }

    [GeneratedRegex("<ol class=\"timeline\".*?</ol>", RegexOptions.Singleline)]
    private static partial Regex Timeline();

    [GeneratedRegex("<li.*?</li>", RegexOptions.Singleline)]
    private static partial Regex Item();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\d\d:\d\d:\d\d .* \d\d:\d\d:\d\d GMT\+8", RegexOptions.Singleline)]
    private static partial Regex BothZones();
}
