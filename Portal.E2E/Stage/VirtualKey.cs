using Microsoft.Playwright;

namespace Portal.E2E.Stage;

/// <summary>A device with a fingerprint reader, as Chromium plays one for a tab.</summary>
internal sealed class VirtualKey(ICDPSession line, string id)
{
    public static async Task<VirtualKey> PlugInAsync(IPage page)
    {
        var line = await page.Context.NewCDPSessionAsync(page);
        await line.SendAsync("WebAuthn.enable");
        var made = await line.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
        return new VirtualKey(line, made!.Value.GetProperty("authenticatorId").GetString()!);
    }

    /// <summary>Whether the finger is the owner's.</summary>
    public Task KnowsFingerAsync(bool isOwner) =>
        line.SendAsync("WebAuthn.setUserVerified", new Dictionary<string, object> { ["authenticatorId"] = id, ["isUserVerified"] = isOwner });
}
