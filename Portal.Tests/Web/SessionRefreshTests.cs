using System.Net;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

/// <summary>Every half hour Identity makes a ticket anew; the sign-in stays the same one.</summary>
public sealed class SessionRefreshTests
{
    [Fact]
    public async Task A_sign_in_outlives_the_renewal_of_its_ticket()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var session = await portal.SignInAsync(await portal.AddTenantAsync());
        for (var i = 0; i < 3; i++)
        {
            portal.Clock.Advance(TimeSpan.FromMinutes(31));
            using var answer = await session.GetJsonAsync("/payments");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }
}
