using System.Globalization;

namespace Portal.Domain.Primitives;

/// <summary>What a name or address may hold: it goes into JSON that forbids half-width quotes, into files parted by bars, onto paper.</summary>
/// <remarks>Source: PROTOCOL 1.2 (quotes), 5.2 (bars).</remarks>
public static class PlainText
{
    private const char ZeroWidthJoiner = '\u200d';

    public static bool IsFit(string text, int maxLength)
    {
        if (text.Length == 0 || text.Length > maxLength || text.Trim().Length == 0)
        {
            return false;
        }
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '"' or '|' or '<' or '>' or '\\' || IsHidden(c))
            {
                return false;
            }
            if (char.IsSurrogate(c) && !(i + 1 < text.Length && char.IsSurrogatePair(c, text[++i])))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>What people write to each other: any characters that can be seen, on several lines, not empty and not too long.</summary>
    public static bool IsReadable(string text, int maxLength)
    {
        if (text.Length > maxLength || text.Trim().Length == 0)
        {
            return false;
        }
        for (var i = 0; i < text.Length; i++)
        {
            if ((text[i] != '\n' && IsHidden(text[i])) || (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i]))))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Control characters, line separators, marks that turn the direction of what follows, and what is no character at all.</summary>
    private static bool IsHidden(char c) => c is '\ufffe' or '\uffff' || (c != ZeroWidthJoiner && char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse);
}
