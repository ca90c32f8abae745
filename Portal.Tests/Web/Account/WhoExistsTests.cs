using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Infrastructure.Identity;
using Portal.Tests.Alipay.Hostile;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web.Account;

/// <summary>Neither words nor time tell whether an address is somebody's: nothing else runs while it is measured.</summary>
[Collection(Alone.Name)]
public sealed class WhoExistsTests
{
    private const int Pairs = 200;
    private const double MostRatio = 1.2;

    [Fact]
    [Trait("Row", "A-04")]
    [Trait("Row", "S8")]
    public async Task Signing_in_takes_as_long_for_an_address_that_nobody_has()
    {
        await using var mails = new MailSink();
        await using var portal = await StartAsync(mails);
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        var visitor = PortalSession.Stranger(portal);
        var tried = 0;
        await AssertSameTimeAsync(person.Email, async email =>
        {
            if (tried++ % 8 == 0)
            {
                portal.Clock.Advance(TimeSpan.FromMinutes(16));                       // four wrong tries of each, then the pauses are far
            }
            using var answer = await visitor.PostSignInAsync(email, "wrong");
            return answer.Headers.Location!.ToString();
        });
    }

    [Fact]
    [Trait("Row", "A-04")]
    public async Task Asking_for_a_link_takes_as_long_for_an_address_that_nobody_has()
    {
        await using var mails = new MailSink();
        await using var portal = await StartAsync(mails);
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        var visitor = PortalSession.Stranger(portal);
        await AssertSameTimeAsync(person.Email, async email =>
        {
            using var answer = await visitor.PostFieldsAsync("/account/forgot/submit", ("Email", email));
            return answer.Headers.Location!.ToString();
        });
        await PortalWait.UntilAsync("the one mail", () => mails.Mails.Count == 1);
    }

    [Fact]
    public async Task It_takes_as_long_control_a_sign_in_that_hashes_only_for_those_it_knows_is_found()
    {
        var (hasher, user) = (new PasswordHasher<PortalUser>(), new PortalUser());
        var hash = hasher.HashPassword(user, "right");
        var ratio = await RatioAsync("known@shop.test", email => Task.FromResult(email == "known@shop.test" ? $"{hasher.VerifyHashedPassword(user, hash, "wrong")}" : "Failed"), pairs: 10);
        Assert.True(ratio > MostRatio, $"{ratio}");
    }

    private static async Task AssertSameTimeAsync(string known, Func<string, Task<string>> ask) => Assert.InRange(await RatioAsync(known, ask), 1 / MostRatio, MostRatio);

    private static Task<PortalFixture> StartAsync(MailSink mails) =>
        PortalFixture.StartAsync("2026-03-01T04:00:00Z", replace: services =>
        {
            services.Configure<PasswordHasherOptions>(hashing => hashing.IterationCount = new PasswordHasherOptions().IterationCount);        // as in production
            services.Replace(ServiceDescriptor.Singleton(CountingHasher.NoLimits));
        }, settings: mails.Settings);

    /// <summary>Median of the known over median of the unknown, asked in turns; the answers must be the same to the letter.</summary>
    private static async Task<double> RatioAsync(string known, Func<string, Task<string>> ask, int pairs = Pairs)
    {
        var (ofKnown, ofUnknown) = (new List<double>(), new List<double>());
        for (var i = 0; i < pairs; i++)
        {
            var from = TimeProvider.System.GetTimestamp();
            var answer = await ask(known);
            ofKnown.Add(TimeProvider.System.GetElapsedTime(from).TotalMicroseconds);
            from = TimeProvider.System.GetTimestamp();
            Assert.Equal(answer, await ask("nobody@shop.test"));
            ofUnknown.Add(TimeProvider.System.GetElapsedTime(from).TotalMicroseconds);
        }
        return ofKnown.Order().ElementAt(pairs / 2) / ofUnknown.Order().ElementAt(pairs / 2);
    }
}
