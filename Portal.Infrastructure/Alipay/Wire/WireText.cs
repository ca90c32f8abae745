namespace Portal.Infrastructure.Alipay.Wire;

/// <summary>Lengths of texts that go out and of texts that are kept.</summary>
internal static class WireText
{
    private const int MaxShown = 64;

    /// <summary>At most <paramref name="max"/> UTF-16 units, never half of a character.</summary>
    public static string Cut(string text, int max) => text.Length <= max ? text : text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)];

    /// <summary>A foreign word as records keep it: at most 64 characters.</summary>
    public static string? Shown(string? text) => text is null ? null : Cut(text, MaxShown);
}
