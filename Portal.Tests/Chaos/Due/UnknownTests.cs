using System.Globalization;
using Microsoft.AspNetCore.Http;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos.Due;

/// <summary>R7: payments that became unclear while Alipay was sick three times; by the clock that the product goes by, no second of it slept.</summary>
[Trait("Figure", "R7")]
public sealed class UnknownTests
{
    private const int OfOneShop = 1000;
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_goal = TimeSpan.FromMinutes(5);

    private static readonly Func<ReceivedRequest, HttpContext, Task> s_sick = (request, http) => Replies.Xml(Arrivals.SaidUnknown(request))(request, http);
    private static readonly Func<ReceivedRequest, HttpContext, Task> s_well = (request, http) => Replies.Xml(Arrivals.SaidPaid(request))(request, http);

    /// <param name="P95">From the moment that the gateway is well for good until so many of what was unclear then are final; null: they never are.</param>
    /// <param name="WithoutDate">Unclear, and due at no date.</param>
    /// <param name="ByClock">Final while Alipay said nothing, or other than it says.</param>
    private sealed record Recovery(int Unclear, TimeSpan? P95, int Left, int WithoutDate, int ByClock, int MostCalls);

    [Fact]
    [Trait("Row", "R7")]
    [Trait("Row", "G-14")]
    public async Task What_became_unclear_in_three_outages_is_final_within_five_minutes_of_a_healthy_gateway()
    {
        var shops = Figures.Size("R7", 1, 100);
        await using var stand = await OutageStand.StartAsync(shops, OfOneShop);
        var found = await RecoverAsync(stand, null);
        Figures.Print(string.Create(CultureInfo.InvariantCulture,
            $"R7: {shops * OfOneShop} unclear of {shops} accounts, 3 outages, {stand.Calls} calls, at most {found.MostCalls} a second and account: p95 until final = {found.P95?.TotalSeconds:0} s, left = {found.Left}, without a date = {found.WithoutDate}, by a clock = {found.ByClock}"));
        Assert.InRange(found.Unclear, shops * OfOneShop * 8 / 10, shops * OfOneShop);
        Assert.InRange(found.P95!.Value, s_second, s_goal);
        Assert.Equal((0, 0, 0), (found.Left, found.WithoutDate, found.ByClock));
        Assert.InRange(found.MostCalls, 1, OutageStand.CallsPerSecond);
    }

    [Theory]
    [InlineData("the job is off")]
    [InlineData("a date is lost")]
    [InlineData("a clock ends it")]
    public async Task What_became_unclear_is_final_control(string fault)
    {
        await using var stand = await OutageStand.StartAsync(1, 30);
        stand.Portal.IsCheckedAtTheEnd = false;
        var found = await RecoverAsync(stand, fault);
        Assert.Equal(
            (fault == "the job is off", fault == "a date is lost", fault == "a clock ends it"),
            (found.P95 is null && found.Left == 30, found.WithoutDate > 0, found.ByClock > 0));
    }

    private static async Task<Recovery> RecoverAsync(OutageStand stand, string? fault)
    {
        stand.Answers(s_sick);
        var all = stand.Unclear();
        await stand.PassAsync(TimeSpan.FromMinutes(10), s_second, () => stand.Count("Status = 'Unknown'") == all);
        Assert.Equal(all, stand.Count("Status = 'Unknown'"));
        var (withoutDate, byClock) = (stand.WithoutDate(), all - stand.Unclear());
        foreach (var (reply, most) in new[] { (Replies.Status(503), TimeSpan.FromMinutes(10)), (Replies.Cut, TimeSpan.FromHours(25)) })
        {
            if (fault is null)
            {
                stand.Answers(s_well);
                await stand.PassAsync(TimeSpan.FromSeconds(10), s_second);
            }
            stand.Answers(reply);
            var before = stand.Unclear();
            await stand.PassAsync(most, most / 60);
            await PlantAsync(stand, fault);
            withoutDate += stand.WithoutDate();
            byClock += before - stand.Unclear();
        }
        stand.Answers(s_well);
        var unclear = stand.Unclear();
        var p95 = await stand.PassAsync(TimeSpan.FromHours(1), s_second, () => stand.Unclear() <= unclear / 20);
        var isReached = stand.Unclear() <= unclear / 20;
        await stand.PassAsync(TimeSpan.FromMinutes(1), s_second, () => stand.Unclear() == 0 || !isReached);
        return new Recovery(unclear, isReached ? p95 : null, stand.Unclear(), withoutDate, byClock + stand.EndedOtherwise(), stand.MostCalls);
    }

    private static async Task PlantAsync(OutageStand stand, string? fault)
    {
        if (fault == "the job is off")
        {
            await stand.TurnOffAsync();
        }
        var sql = fault switch
        {
            "a date is lost" => "UPDATE Payments SET DueAt = NULL WHERE Id = (SELECT MIN(Id) FROM Payments)",
            "a clock ends it" => "UPDATE Payments SET Status = 'Closed', DueAt = NULL WHERE Id = (SELECT MIN(Id) FROM Payments)",
            _ => "SELECT 0",
        };
        stand.Portal.Files.Sql(sql);
    }
}
