namespace Portal.Tests.TestKit;

/// <summary>Asserts that nothing was found, and says all that was.</summary>
internal static class None
{
    public static void Of(IEnumerable<string> found)
    {
        var all = found.ToList();
        Assert.True(all.Count == 0, $"{all.Count} found:\n{string.Join('\n', all)}");
    }
}
