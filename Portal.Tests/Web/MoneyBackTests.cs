using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

/// <summary>Refund, cancel and check by script, as CONTRACT says: answers, refusals with their figures, and nothing sent where something is refused.</summary>
public sealed class MoneyBackTests : IAsyncLifetime
{
    private MoneyStand _stand = default!;
    private string _id = "";

    public async ValueTask InitializeAsync()
    {
        _stand = await MoneyStand.StartAsync();
        _id = (await _stand.PaymentAsync()).Id.ToString();
    }

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    [Trait("Row", "capability 3")]
    public async Task Two_parts_go_back_and_too_much_is_refused_with_what_is_left()
    {
        var owner = await _stand.Portal.SignInAsync(_stand.Tenant);
        var (status, first) = await RefundAsync(owner, "30.00", "88.80");
        Assert.Equal((201, "Done", "58.80"), (status, Text(first, "status"), Text(first, "remaining")));
        Assert.Equal((await _stand.RefundAsync()).Number.Value, Text(first, "refundNo"));
        Assert.Equal(201, (await RefundAsync(owner, "18.80", "58.80")).Status);
        var (refused, no) = await RefundAsync(owner, "50.00", "40.00");
        Assert.Equal((422, "refund_exceeds_remaining", "40.00", "no"), (refused, Text(no, "code"), Text(no, "remaining"), Text(no, "moneyMoved")));
        Assert.Contains("40.00", Text(no, "detail"));
        Assert.Equal(2, (await _stand.RequestsAsync(MoneyStand.RefundService)).Count);
        using var row = await owner.GetJsonAsync($"/payments/{_id}");
        Assert.Equal(("PartlyRefunded", "48.80"), await row.Content.ReadFromJsonAsync<JsonElement>() is var read ? (Text(read, "status"), Text(read, "refunded")) : default);
    }

    [Theory]
    [Trait("Row", "M-09")]
    [Trait("Row", "bad input")]
    [InlineData("0", 400, "amount_invalid")]
    [InlineData("-1.00", 400, "amount_invalid")]
    [InlineData("１２", 400, "amount_invalid")]
    [InlineData("1,000.00", 400, "amount_invalid")]
    [InlineData("1000000000000000000", 400, "amount_invalid")]
    [InlineData("10.555", 400, "amount_too_fine")]
    [InlineData("88.81", 422, "refund_exceeds_remaining")]
    public async Task A_bad_amount_is_refused_without_a_row_or_a_call(string amount, int status, string code) =>
        await NothingAsync(await RefundAsync(await _stand.Portal.SignInAsync(_stand.Tenant), amount, "88.80"), status, code);

    [Fact]
    [Trait("Row", "bad input")]
    public async Task Whatever_else_is_wrong_is_refused_without_a_row_or_a_call()
    {
        var owner = await _stand.Portal.SignInAsync(_stand.Tenant);
        await NothingAsync(await RefundAsync(owner, "1.00", "88.80", reason: null), 400, "reason_required");
        await NothingAsync(await RefundAsync(owner, "1.00", "80.00"), 409, "stale");
        await NothingAsync(await PostAsync(owner, $"/payments/{Guid.NewGuid():N}/refunds", new { amount = "1.00", reason = "returned", remaining = "88.80", key = "k" }), 404, "not_found");
        await NothingAsync(await PostAsync(owner, $"/payments/{_id}/refunds", new[] { 1 }), 400, "body_invalid");
        var stranger = await _stand.Portal.SignInAsync(await _stand.Portal.AddTenantAsync("Noodles"));
        await NothingAsync(await RefundAsync(stranger, "1.00", "88.80"), 404, "not_found");
        await NothingAsync(await PostAsync(stranger, $"/payments/{_id}/cancel", new { key = "k" }), 404, "not_found");
        await NothingAsync(await PostAsync(stranger, $"/payments/{_id}/check", new { }), 404, "not_found");
        var accountant = await _stand.Portal.SignInAsync(_stand.Tenant, Role.Accountant);
        var (status, no) = await RefundAsync(accountant, "1.00", "88.80");
        Assert.Equal((403, "forbidden", "refund"), (status, Text(no, "code"), Text(no, "permission")));
    }

    [Fact]
    [Trait("Row", "M-02")]
    public async Task A_replayed_form_answers_the_same_and_another_body_of_its_key_is_refused()
    {
        var owner = await _stand.Portal.SignInAsync(_stand.Tenant);
        var (first, again) = (await RefundAsync(owner, "10.00", "88.80", key: "form"), await RefundAsync(owner, "10.00", "88.80", key: "form"));
        Assert.Equal((first.Status, Text(first.Body, "refundNo")), (again.Status, Text(again.Body, "refundNo")));
        var (status, no) = await RefundAsync(owner, "11.00", "88.80", key: "form");
        Assert.Equal((409, "key_reused"), (status, Text(no, "code")));
        Assert.Single(await _stand.RequestsAsync(MoneyStand.RefundService));
    }

    [Fact]
    public async Task What_is_not_known_yet_is_accepted_with_its_status()
    {
        var owner = await _stand.Portal.SignInAsync(_stand.Tenant);
        await _stand.ArmAsync(MoneyStand.RefundService, "http-500");
        var (status, body) = await RefundAsync(owner, "10.00", "88.80");
        Assert.Equal((202, "Unknown", "78.80"), (status, Text(body, "status"), Text(body, "remaining")));
    }

    [Fact]
    [Trait("Row", "capability 12")]
    public async Task A_payment_is_cancelled_once_and_nothing_goes_back_after_it()
    {
        var owner = await _stand.Portal.SignInAsync(_stand.Tenant);
        var (status, body) = await PostAsync(owner, $"/payments/{_id}/cancel", new { key = "c" });
        Assert.Equal((200, "Cancelled"), (status, Text(body, "status")));
        Assert.Equal((200, "Cancelled"), await PostAsync(owner, $"/payments/{_id}/cancel", new { key = "c" }) is var (again, same) ? (again, Text(same, "status")) : default);
        var (late, no) = await PostAsync(owner, $"/payments/{_id}/cancel", new { key = "d" });
        Assert.Equal((409, "already_cancelled"), (late, Text(no, "code")));
        (late, no) = await RefundAsync(owner, "1.00", "88.80");
        Assert.Equal((409, "already_cancelled"), (late, Text(no, "code")));
        Assert.Single(await _stand.RequestsAsync(MoneyStand.CancelService));
        Assert.Empty(await _stand.RequestsAsync(MoneyStand.RefundService));
    }

    [Fact]
    [Trait("Row", "capability 12")]
    public async Task After_the_day_of_the_payment_a_cancel_is_refused_and_a_refund_offered()
    {
        _stand.Portal.Clock.Advance(DateTimeOffset.Parse("2026-03-02T15:59:46Z", System.Globalization.CultureInfo.InvariantCulture) - _stand.Portal.Clock.GetUtcNow());
        var owner = await _stand.Portal.SignInAsync(_stand.Tenant);
        var (status, no) = await PostAsync(owner, $"/payments/{_id}/cancel", new { key = "c" });
        Assert.Equal((409, "cancel_window_closed"), (status, Text(no, "code")));
        Assert.StartsWith("2026-03-02T15:59:45", Text(no, "until"));
        Assert.Contains("Refund it", Text(no, "detail"));
        Assert.Empty(await _stand.RequestsAsync(MoneyStand.CancelService));
    }

    [Fact]
    public async Task A_check_asks_alipay_and_too_many_are_refused()
    {
        var owner = await _stand.Portal.SignInAsync(_stand.Tenant);
        var asked = (await _stand.RequestsAsync(MoneyStand.QueryService)).Count;
        for (var i = 0; i < 10; i++)
        {
            var (status, body) = await PostAsync(owner, $"/payments/{_id}/check", new { });
            Assert.Equal((200, "Paid", true), (status, Text(body, "status"), body.GetProperty("asked").GetBoolean()));
        }
        Assert.Equal(asked + 10, (await _stand.RequestsAsync(MoneyStand.QueryService)).Count);
        var (refused, no) = await PostAsync(owner, $"/payments/{_id}/check", new { });
        Assert.Equal((429, "too_many_requests", "10"), (refused, Text(no, "code"), Text(no, "limit")));
    }

    [Fact]
    [Trait("Row", "M-12")]
    [Trait("Row", "capability 18")]
    public async Task A_cashier_is_held_to_amount_count_and_day_and_told_which()
    {
        var payment = await _stand.PaymentAsync();
        var cashier = await _stand.Portal.SignInAsync(_stand.Tenant, Role.Cashier, payment.CounterId);
        Limit(await RefundAsync(cashier, "50.01", "88.80"), "limit_amount", "50.00");
        Limit(await PostAsync(cashier, $"/payments/{_id}/cancel", new { key = "c" }), "limit_amount", "50.00");
        for (var left = 8880; left > 8880 - 500; left -= 100)
        {
            Assert.Equal(201, (await RefundAsync(cashier, "1.00", $"{left / 100}.{left % 100}")).Status);
        }
        var sixth = Limit(await RefundAsync(cashier, "1.00", "83.80"), "limit_per_hour", "5");
        Assert.StartsWith("2026-03-02T05:", Text(sixth, "until"));
        _stand.Portal.Clock.Advance(TimeSpan.FromHours(20));
        cashier = await _stand.Portal.SignInAsync(_stand.Tenant, Role.Cashier, payment.CounterId);
        Limit(await RefundAsync(cashier, "1.00", "83.80"), "limit_age", "1");
        Assert.Equal(5, (await _stand.RequestsAsync(MoneyStand.RefundService)).Count);
        var elsewhere = await _stand.Portal.SignInAsync(_stand.Tenant, Role.Cashier);
        Assert.Equal(404, (await RefundAsync(elsewhere, "1.00", "83.80")).Status);
    }

    [Theory]
    [Trait("Row", "capability 20")]
    [InlineData(Role.Owner)]
    [InlineData(Role.Manager)]
    public async Task More_than_the_limit_takes_a_fresh_proof(Role role)
    {
        await _stand.AnotherShopAsync("1000.01");
        _id = (await _stand.PaymentAsync()).Id.ToString();
        var person = await _stand.Portal.AddPersonAsync(_stand.Tenant, role);
        var session = await _stand.Portal.SignInAsync(person);
        _stand.Portal.Clock.Advance(TimeSpan.FromMinutes(6));          // the sign-in itself is no fresh proof any more
        await NothingAsync(await RefundAsync(session, "1000.01", "1000.01"), 401, "step_up_required");
        using var proven = await session.PostJsonAsync("/account/step-up", new { password = person.Password });
        Assert.True(proven.IsSuccessStatusCode);
        Assert.Equal(201, (await RefundAsync(session, "1000.01", "1000.01")).Status);
    }

    [Theory]
    [Trait("Row", "capability 18")]
    [InlineData("HKD", "50.00")]
    [InlineData("JPY", "5000")]
    [InlineData("KRW", "50000")]
    [InlineData("KWD", "50.000")]
    public void A_cashiers_limit_is_fifty_units_of_the_currency(string currency, string limit) =>
        Assert.Equal(limit, RoleLimit.Of(Role.Cashier)!.In(Currency.Of(currency)).ToPlainText());

    private static JsonElement Limit((int Status, JsonElement Body) answer, string rule, string limit)
    {
        Assert.Equal((403, "limit_exceeded", rule, limit), (answer.Status, Text(answer.Body, "code"), Text(answer.Body, "rule"), Text(answer.Body, "limit")));
        return answer.Body;
    }

    private async Task NothingAsync((int Status, JsonElement Body) answer, int status, string code)
    {
        Assert.Equal((status, code, "no"), (answer.Status, Text(answer.Body, "code"), Text(answer.Body, "moneyMoved")));
        Assert.Empty(await _stand.RequestsAsync(MoneyStand.RefundService));
        Assert.Empty(await _stand.RequestsAsync(MoneyStand.CancelService));
        Assert.Empty(await _stand.RefundsAsync());
        await using var context = _stand.Shop.Open();
        Assert.False(await context.Cancels.AnyAsync());
    }

    private Task<(int Status, JsonElement Body)> RefundAsync(PortalSession person, string amount, string remaining, string? reason = "returned", string? key = null) =>
        PostAsync(person, $"/payments/{_id}/refunds", new { amount, reason, remaining, key = key ?? Guid.NewGuid().ToString("N") });

    private static async Task<(int Status, JsonElement Body)> PostAsync(PortalSession person, string path, object body)
    {
        using var answer = await person.PostJsonAsync(path, body);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();
}
