using System.Net;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

public sealed class StartTests
{
    [Fact]
    public async Task A_started_portal_says_that_it_lives_and_is_ready()
    {
        await using var portal = await PortalFixture.StartAsync();
        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            using var answer = await portal.Client.GetAsync(path);
            Assert.Equal((HttpStatusCode.OK, "ready"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }
    }

    [Fact]
    public async Task A_tenant_a_counter_and_a_person_can_be_had_in_a_test()
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        var session = await portal.SignInAsync(tenant);
        using var answer = await session.GetJsonAsync("/payments");
        Assert.Equal("{\"payments\":[],\"next\":null}", await answer.Content.ReadAsStringAsync());
        Assert.Equal(1, portal.Gateway.CodesMade);
        Assert.NotEqual("", counter.Token);
    }
}
