using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Approvals;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Persistence.Audit;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;
using Portal.Web.Cli;

namespace Portal.Tests.Web.Sentences;

/// <summary>Capability 36: who refunded, who approved and what they saw is answered by one page, which nobody can change.</summary>
public sealed class AuditAnswersTests : IAsyncLifetime
{
    private static readonly string[] s_answers = ["Refund of another approved", "Mia Wong", "Asked by", "Ben Ho", "wrong dish", "88.80", "HKD 60.00", "28.80", "Paid"];

    private readonly PortalFolder _folder = new();
    private MoneyStand _stand = default!;

    public async ValueTask InitializeAsync() => _stand = await MoneyStand.StartAsync(folder: _folder.Location);

    public async ValueTask DisposeAsync()
    {
        await _stand.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Trait("Row", "capability 36")]
    public async Task Capability_36_one_page_says_who_refunded_who_approved_and_what_they_saw()
    {
        var payment = await _stand.PaymentAsync();
        var ben = await _stand.ActorAsync(await _stand.Portal.AddNamedAsync("Ben Ho", _stand.Tenant, Role.Cashier, payment.CounterId));
        var mia = await _stand.ActorAsync(await _stand.Portal.AddNamedAsync("Mia Wong", _stand.Tenant, Role.Manager));
        var order = new RefundOrder("60.00", "wrong dish", "88.80", "asked");
        var asked = TestPortal.Done(await _stand.Portal.Get<AskForApproval>().RunAsync(ben, payment.Id, order, default));
        TestPortal.Done(await _stand.Portal.Get<ApproveRefund>().RunAsync(mia, asked.Id, "88.80", default));
        Assert.Empty(await UnansweredAsync("approve_refund"));
        Assert.Contains("Refund asked of another person", await ListAsync(), StringComparison.Ordinal);
        Assert.Equal((0, true), await VerifyAsync() is var (exit, output) ? (exit, output.Contains("ok: 2 chains", StringComparison.Ordinal)) : default);
    }

    /// <summary>What somebody gave back alone is told apart: nobody asked, nobody else approved.</summary>
    [Fact]
    public async Task Capability_36_one_page_says_who_refunded_who_approved_and_what_they_saw_control()
    {
        var owner = await _stand.ActorAsync(await _stand.Portal.AddNamedAsync("Ada Lam", _stand.Tenant, Role.Owner));
        TestPortal.Done(await _stand.Portal.Get<RefundPayment>().RunAsync(owner, (await _stand.PaymentAsync()).Id, new RefundOrder("60.00", "wrong dish", "88.80", "alone"), default));
        Assert.Equal(["Refund of another approved", "Mia Wong", "Asked by", "Ben Ho"], await UnansweredAsync("refund"));
    }

    [Fact]
    [Trait("Row", "capability 36")]
    public async Task Capability_36_no_role_changes_a_row_by_page_or_http_and_the_database_refuses_too()
    {
        TestPortal.Done(await _stand.RefundAsync("30.00"));
        var before = await RowsAsync();
        Assert.NotEmpty(before);
        foreach (var role in Enum.GetValues<Role>())
        {
            var person = await _stand.Portal.SignInAsync(_stand.Tenant, role);
            foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete })
            {
                foreach (var path in new[] { "/audit", $"/audit?row={before[^1].Sequence}", $"/audit/{before[^1].Sequence}" })
                {
                    var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(new { act = "nothing" }) };
                    request.Headers.Add("RequestVerificationToken", await person.TokenAsync());
                    using var answer = await person.SendAsync(request);
                    Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.BadRequest, $"{role} {method} {path}: {answer.StatusCode}");
                }
            }
        }
        await using var context = _stand.Shop.Open();
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => context.AuditRows.ExecuteUpdateAsync(set => set.SetProperty(row => row.Act, "nothing")));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => context.AuditRows.ExecuteDeleteAsync());
        var after = await RowsAsync();
        Assert.Equal(before.Select(row => Convert.ToHexString(row.Hash)), after.Take(before.Count).Select(row => Convert.ToHexString(row.Hash)));
        Assert.Equal(0, (await VerifyAsync()).Exit);
    }

    /// <summary>What of the answers the page of the act does not say.</summary>
    private async Task<IEnumerable<string>> UnansweredAsync(string act)
    {
        var row = (await RowsAsync()).First(row => row.Act == act);
        var owner = await _stand.Portal.SignInAsync(_stand.Tenant);
        var page = WebUtility.HtmlDecode(await owner.PageTextAsync($"/audit?subject={row.SubjectId}&row={row.Sequence}"));
        var detail = page[page.IndexOf($"data-detail=\"{row.Sequence}\"", StringComparison.Ordinal)..];
        detail = detail[..detail.IndexOf("</section>", StringComparison.Ordinal)];
        return s_answers.Where(answer => !detail.Contains(answer, StringComparison.Ordinal));
    }

    private async Task<string> ListAsync() =>
        WebUtility.HtmlDecode(await (await _stand.Portal.SignInAsync(_stand.Tenant)).PageTextAsync($"/audit?subject={(await _stand.PaymentAsync()).Id}"));

    private async Task<List<AuditRecord>> RowsAsync()
    {
        await using var context = _stand.Shop.Open();
        return await context.AuditRows.AsNoTracking().OrderBy(row => row.Sequence).ToListAsync();
    }

    private async Task<(int Exit, string Output)> VerifyAsync()
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        return (await PortalCommands.RunAsync(["audit", "verify", $"--Portal:DataFolder={_folder.Location}"], output, error), $"{output}{error}");
    }
}
