using Microsoft.Playwright;
using Portal.E2E.Stage;

namespace Portal.E2E.Flows;

/// <summary>The script of the line, as the portal serves it, on a page that stands still: what was typed or pressed before there was a line is said again only where it is still meant.</summary>
[Trait("Category", "Browser")]
[Collection(SharedStage.OnePortal)]
public sealed class LinkScript(SharedStage stage)
{
    private const string Address = "/link-script";
    private const string Chosen = "a choice that was taken back is said again";
    private const string Order = "what was typed last is not said last";
    private const string Pressed = "an early press is not repeated";
    private const string Renamed = "an early press is repeated on a button that says something else";
    private const string Late = "an early press is repeated after more than five seconds";
    private const string Money = "an early press moves money";
    private const string Double = "the second half of a double click counts where money moves";
    private const string Twice = "a double click is one press everywhere";

    private const string Page =
        """
        <!doctype html><html lang="en"><body>
        <div id="link-state" hidden><time></time></div><div id="blazor-error-ui" style="display:none"></div>
        <input id="sum"><label><input type="radio" name="how" id="rest" checked>rest</label><label><input type="radio" name="how" id="part">part</label>
        <main><button id="check">Check</button><button id="back">Refund 10</button><button id="old">Old</button><button id="approve" data-at-once>Approve</button></main>
        <div data-live><button id="plain">Plain</button><div class="acts"><button id="act">Act</button></div></div>
        <script>
          window.Blazor = { start: options => { window.line = options.circuit.reconnectionHandler; }, reconnect: async () => true };
          window.said = [];
          window.pressed = [];
          document.addEventListener('input', e => said.push(e.target.id));
          for (const button of document.querySelectorAll('button')) button.addEventListener('click', () => pressed.push(button.id));
        </script>
        """;

    [Fact]
    public async Task It_says_again_what_is_still_meant_and_nothing_else() => Assert.Empty(await FindingsAsync());

    [Theory]
    [InlineData("(field.type !== 'radio' || field.checked)", "true", Chosen)]
    [InlineData("typed.delete(e.target); ", "", Order)]
    [InlineData("setTimeout(pressAgain, 100, tries - 1)", "early = null", Pressed)]
    [InlineData("if (isSame) button.click()", "button.click()", Renamed)]
    [InlineData("Date.now() - early.at >= 5000", "false", Late)]
    [InlineData("pressed.matches('[data-at-once]')", "false", Money)]
    [InlineData("dialog button, .acts button", "dialog button", Double)]
    [InlineData("e.detail > 1 && e.target.closest?.(acts)", "e.detail > 1", Twice)]
    public async Task It_says_again_what_is_still_meant_and_nothing_else_control(string line, string planted, string finding) => Assert.Contains(finding, await FindingsAsync(line, planted));

    /// <param name="line">A part of the script that stands there once; another is put in its place.</param>
    private async Task<List<string>> FindingsAsync(string line = "", string planted = "")
    {
        var portal = await stage.PortalAsync();
        await using var stranger = await stage.StrangerAsync(portal.Address);
        var page = await stranger.Context.NewPageAsync();
        var script = await (await page.APIRequest.GetAsync("/js/live-link.js")).TextAsync();
        Assert.True(line.Length == 0 || script.Split(line).Length == 2, $"the script is to have this once: {line}");
        var body = $"{Page}<script>{(line.Length == 0 ? script : script.Replace(line, planted, StringComparison.Ordinal))}</script></body></html>";
        await page.RouteAsync($"**{Address}", route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html; charset=utf-8", Body = body }));
        await page.Clock.InstallAsync();
        await page.GotoAsync(Address);
        var findings = new List<string>();
        await TypeWithoutLineAsync(page, findings);
        await PressTooEarlyAsync(page, findings);
        await PressTwiceAsync(page, findings);
        return findings;
    }

    private static async Task TypeWithoutLineAsync(IPage page, List<string> findings)
    {
        await page.EvaluateAsync("line.onConnectionDown()");
        await page.Locator("#sum").FillAsync("1");
        await page.Locator("#part").CheckAsync();
        await page.Locator("#rest").CheckAsync();
        await page.Locator("#sum").FillAsync("12");
        var said = await page.EvaluateAsync<string[]>("said.length = 0, line.onConnectionUp(), said");
        Note(findings, Chosen, said.Contains("part"));
        Note(findings, Order, said is not [.., "sum"]);
    }

    private static async Task PressTooEarlyAsync(IPage page, List<string> findings)
    {
        await LiveAsync("check", TimeSpan.FromMilliseconds(300));
        await LiveAsync("back", TimeSpan.FromMilliseconds(300), "document.getElementById('back').textContent = 'Refund 20'");
        await LiveAsync("old", TimeSpan.FromSeconds(6), "portalLink.watch({})");
        await LiveAsync("approve", TimeSpan.FromMilliseconds(300));
        var pressed = await page.EvaluateAsync<string[]>("pressed");
        Note(findings, Pressed, !pressed.Contains("check"));
        Note(findings, Renamed, pressed.Contains("back"));
        Note(findings, Late, pressed.Contains("old"));
        Note(findings, Money, pressed.Contains("approve"));

        async Task LiveAsync(string button, TimeSpan after, string change = "0")
        {
            await page.EvaluateAsync("document.querySelector('main').removeAttribute('data-live')");
            await page.Locator($"#{button}").ClickAsync();
            await page.Clock.RunForAsync((long)after.TotalMilliseconds);
            await page.EvaluateAsync($"document.querySelector('main').setAttribute('data-live', ''), {change}");
            await page.Clock.RunForAsync(1000);
        }
    }

    private static async Task PressTwiceAsync(IPage page, List<string> findings)
    {
        await page.EvaluateAsync("pressed.length = 0");
        await page.Locator("#act").DblClickAsync();
        await page.Locator("#plain").DblClickAsync();
        var pressed = await page.EvaluateAsync<string[]>("pressed");
        Note(findings, Double, pressed.Count(button => button == "act") != 1);
        Note(findings, Twice, pressed.Count(button => button == "plain") != 2);
    }

    private static void Note(List<string> findings, string finding, bool isSo)
    {
        if (isSo)
        {
            findings.Add(finding);
        }
    }
}
