using System.Net.Http.Json;
using System.Text.Json;
using Portal.Domain.Tenants;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web.Sentences;

/// <summary>Capability 4: the same refund form at the same moment from two sessions is one refund; two wishes of equal amount are two.</summary>
public sealed class RefundOnceTests : IAsyncLifetime
{
    private MoneyStand _stand = default!;
    private string _path = "";

    public async ValueTask InitializeAsync()
    {
        _stand = await MoneyStand.StartAsync();
        _path = $"/payments/{(await _stand.PaymentAsync()).Id}/refunds";
    }

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    [Trait("Row", "capability 4")]
    public async Task Capability_4_the_loser_is_told_who_gave_back_when_and_what_is_left()
    {
        var (ada, ben) = (await SignInAsync("Ada Lam"), await SignInAsync("Ben Ho"));
        var answers = await Task.WhenAll(SendAsync(ada, "88.80"), SendAsync(ben, "88.80"));
        Assert.Equal([201, 409], answers.Select(answer => answer.Status).Order());
        var refund = await _stand.RefundAsync();
        var sent = Assert.Single(await _stand.RequestsAsync(MoneyStand.RefundService));
        Assert.Equal(refund.Number.Value, sent.Parameters["partner_refund_id"]);
        var (winner, lost) = (answers[0].Status == 201 ? "Ada Lam" : "Ben Ho", answers.Single(answer => answer.Status == 409).Body);
        Assert.Equal(("stale", winner, "30.00", "58.80", "no"), (Text(lost, "code"), Text(lost, "by"), Text(lost, "refunded"), Text(lost, "remaining"), Text(lost, "moneyMoved")));
        Assert.Equal(refund.RequestedAt, DateTimeOffset.Parse(Text(lost, "at"), System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromMilliseconds(1));
        Assert.Contains("58.80", Text(lost, "detail"), StringComparison.Ordinal);
    }

    /// <summary>The same count sees two where two were meant: the second was sent after a look at what is left.</summary>
    [Fact]
    public async Task Capability_4_two_wishes_of_equal_amount_both_go_through_control()
    {
        var (ada, ben) = (await SignInAsync("Ada Lam"), await SignInAsync("Ben Ho"));
        Assert.Equal(201, (await SendAsync(ada, "88.80")).Status);
        Assert.Equal(201, (await SendAsync(ben, "58.80")).Status);
        Assert.Equal(2, (await _stand.RequestsAsync(MoneyStand.RefundService)).Select(sent => sent.Parameters["partner_refund_id"]).Distinct().Count());
        Assert.Equal(6000, (await _stand.RealAsync()).Refunds.Sum(refund => refund.AmountMinor));
    }

    private async Task<PortalSession> SignInAsync(string name)
    {
        var session = await _stand.Portal.SignInAsync(await _stand.Portal.AddNamedAsync(name, _stand.Tenant, Role.Owner));
        await session.TokenAsync();
        return session;
    }

    private async Task<(int Status, JsonElement Body)> SendAsync(PortalSession person, string remaining)
    {
        using var answer = await person.PostJsonAsync(_path, new { amount = "30.00", reason = "returned", remaining, key = Guid.NewGuid().ToString("N") });
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;
}
