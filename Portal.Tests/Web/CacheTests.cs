using System.Text.RegularExpressions;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

/// <summary>What a browser may keep: files whose names carry their content, and nothing that belongs to a person.</summary>
public sealed partial class CacheTests
{
    [Fact]
    public async Task Files_of_the_look_may_be_kept()
    {
        await using var portal = await PortalFixture.StartAsync();
        var page = await portal.Client.GetStringAsync("/account/login");
        var files = File().Matches(page).Select(match => match.Groups["path"].Value).ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            using var answer = await portal.Client.GetAsync("/" + file);
            Assert.False(string.IsNullOrEmpty(Said(answer)), file);
            Assert.DoesNotContain("no-store", Said(answer), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/account/login")]
    [InlineData("/account/antiforgery")]
    [InlineData("/health/ready")]
    [InlineData("/nowhere")]
    public async Task Nothing_else_may_be_kept(string path)
    {
        await using var portal = await PortalFixture.StartAsync();
        using var answer = await portal.Client.GetAsync(path);
        Assert.Contains("no-store", Said(answer), StringComparison.Ordinal);
    }

    private static string Said(HttpResponseMessage answer) => answer.Headers.TryGetValues("Cache-Control", out var said) ? string.Join(", ", said) : "";

    [GeneratedRegex("(?:href|src)=\"(?<path>(?:css|js|_framework)/[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex File();
}
