using System.Diagnostics.CodeAnalysis;
using System.Text;
using Portal.Domain.Primitives;

namespace Portal.Domain.Counters;

/// <summary>What a till is called: 1 to 32 characters, unique in a tenant whatever the case or width of its letters.</summary>
public sealed record CounterName
{
    public const int MaxLength = 32;

    /// <summary>Folding can make a few signs many; the index holds so much.</summary>
    private const int MaxKeyLength = 256;

    private CounterName(string text) => Text = text;

    public string Text { get; }

    /// <summary>What is compared: compatibility forms folded, upper case.</summary>
    public string Key => Text.Normalize(NormalizationForm.FormKC).ToUpperInvariant();

    public static bool TryRead(string? text, [NotNullWhen(true)] out CounterName? name)
    {
        var trimmed = text?.Trim() ?? "";
        name = PlainText.IsFit(trimmed, MaxLength) && new CounterName(trimmed.Normalize()) is { Key.Length: <= MaxKeyLength } fit ? fit : null;
        return name is not null;
    }
}
