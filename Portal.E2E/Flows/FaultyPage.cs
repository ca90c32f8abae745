using Portal.E2E.Stage;

namespace Portal.E2E.Flows;

/// <summary>The sample that breaks each rule of <see cref="Looks"/>: an inspection that finds nothing must be able to find something.</summary>
[Trait("Category", "Browser")]
[Collection(SharedStage.OnePortal)]
public sealed class FaultyPage(SharedStage stage)
{
    private const string Faults =
        """
        () => {
            const add = (tag, properties) => document.body.append(Object.assign(document.createElement(tag), properties));
            add('p', { className: 'too-wide', textContent: 'wide' });
            add('p', { className: 'too-pale', textContent: 'pale' });
            add('img', { alt: '', src: 'http://elsewhere.invalid/x.png' });
            document.querySelector('.too-wide').style.width = '2000px';
            document.querySelector('.too-pale').style.cssText = 'color: #eee; background: #fff';
            add('script', { textContent: '0' });
        }
        """;

    [Fact]
    public async Task Each_fault_of_a_page_is_found()
    {
        var portal = await stage.PortalAsync();
        await using var stranger = await stage.StrangerAsync(portal.Address);
        var page = await stranger.OpenPlainAsync("/account/login");
        await page.EvaluateAsync(Faults);
        var inspection = new Inspection();
        await inspection.LookAtAsync("faulty", page);
        Assert.Contains(inspection.Findings, found => found.StartsWith("faulty-1440-dark: past the edge: p.too-wide", StringComparison.Ordinal));
        Assert.Contains(inspection.Findings, found => found.StartsWith("faulty-360-light: past the edge: the page itself", StringComparison.Ordinal));
        Assert.Contains(inspection.Findings, found => found.StartsWith("faulty-360-light: color-contrast", StringComparison.Ordinal));
        Assert.Contains(stranger.Complaints, complaint => complaint.StartsWith("console error", StringComparison.Ordinal) && complaint.Contains("script-src", StringComparison.Ordinal));
        Assert.Contains("request to another host: http://elsewhere.invalid/x.png", stranger.Complaints);
    }
}
