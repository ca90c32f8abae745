using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;
using Portal.Web.Components.Shared;

namespace Portal.Tests.Web;

/// <summary>D-18: wherever the machine stands and whatever it speaks, signatures, amounts, days and deadlines are the same.</summary>
public sealed class HostCultureTests : IAsyncLifetime
{
    private static readonly string[] s_settings = [$"--Portal:Clock:StartAt={MoneyStand.Noon}", "--Portal:Jobs:Enabled=false", "--Portal:PublicBaseUrl=http://127.0.0.1:9"];
    private static readonly string[] s_onThePage = ["data-cancel-until=\"2026-03-02T15:59:45.0000000Z\"", "until 00:00.", "2 March 2026", "88.80", "12:00:0", " GMT+8"];

    private readonly PortalFolder _folder = new();
    private string _payment = "";
    private string _cookies = "";
    private string _token = "";

    public async ValueTask InitializeAsync()
    {
        await using var stand = await MoneyStand.StartAsync(folder: _folder.Location);
        var owner = await stand.Portal.SignInAsync(stand.Tenant);
        (_payment, _token, _cookies) = ($"/payments/{(await stand.PaymentAsync()).Id}", await owner.TokenAsync(), owner.Cookies);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    [Trait("Row", "D-18")]
    public async Task D_18_numbers_days_and_deadlines_are_the_same_on_every_machine()
    {
        var left = 8880;
        foreach (var (zone, language) in new[] { ("Asia/Tokyo", "tr_TR.UTF-8"), ("America/St_Johns", "ar_SA.UTF-8"), ("Pacific/Kiritimati", "zh_Hans.UTF-8") })
        {
            await using var portal = await PortalProcess.StartAsync(new Dictionary<string, string> { ["TZ"] = zone, ["LC_ALL"] = language }, _folder.Location, s_settings);
            var page = await PageAsync(portal);
            Assert.Empty(Missing(page, cancels: left == 8880));
            Assert.Equal((400, "amount_invalid"), await RefundAsync(portal, "1,25", left));            // what a Turkish machine would read as one and a quarter
            Assert.Equal((201, "Done"), await RefundAsync(portal, "1.25", left));
            left -= 125;
            var sent = (await portal.Client.GetFromJsonAsync<JsonElement>($"/simulator/api/requests?service={MoneyStand.RefundService}&limit=1"))[0].GetProperty("parameters");
            Assert.Equal(("1.25", "HKD"), (Text(sent, "refund_amount"), Text(sent, "currency")));
            var row = await ReadAsync(portal, _payment);
            Assert.Equal(("88.80", Money(8880 - left)), (Text(row, "amount"), Text(row, "refunded")));
        }
    }

    /// <summary>A day that is written as an Arabic machine is set is missed.</summary>
    [Fact]
    public void D_18_numbers_days_and_deadlines_are_the_same_on_every_machine_control()
    {
        var noon = DateTimeOffset.Parse(MoneyStand.Noon, CultureInfo.InvariantCulture);
        var own = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("ar-SA");
            Assert.Contains("2 March 2026", Missing(ShopClock.DayAndMinutes(noon, TimeZoneInfo.Utc), cancels: false));
        }
        finally
        {
            CultureInfo.CurrentCulture = own;
        }
        Assert.DoesNotContain("2 March 2026", Missing(ShopClock.DayAndMinutes(noon, TimeZoneInfo.Utc), cancels: false));
    }

    /// <summary>What the page should say and does not; after a refund nothing is said of cancelling.</summary>
    private static IEnumerable<string> Missing(string page, bool cancels) =>
        s_onThePage.Where(words => (cancels || !words.Contains("until", StringComparison.Ordinal)) && !page.Contains(words, StringComparison.Ordinal));

    private async Task<string> PageAsync(PortalProcess portal)
    {
        using var request = Asked(HttpMethod.Get, _payment, "text/html");
        using var answer = await portal.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    private async Task<JsonElement> ReadAsync(PortalProcess portal, string path)
    {
        using var request = Asked(HttpMethod.Get, path, "application/json");
        using var answer = await portal.Client.SendAsync(request);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<(int, string?)> RefundAsync(PortalProcess portal, string amount, int left)
    {
        using var request = Asked(HttpMethod.Post, $"{_payment}/refunds", "application/json");
        request.Content = JsonContent.Create(new { amount, reason = "returned", remaining = Money(left), key = Guid.NewGuid().ToString("N") });
        using var answer = await portal.Client.SendAsync(request);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return ((int)answer.StatusCode, answer.IsSuccessStatusCode ? Text(body, "status") : Text(body, "code"));
    }

    private HttpRequestMessage Asked(HttpMethod method, string path, string accept)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Accept", accept);
        request.Headers.Add("Cookie", _cookies);
        request.Headers.Add("RequestVerificationToken", _token);
        return request;
    }

    private static string Money(int minor) => string.Create(CultureInfo.InvariantCulture, $"{minor / 100}.{minor % 100:D2}");

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;
}
