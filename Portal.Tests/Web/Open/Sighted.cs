using System.Text;

namespace Portal.Tests.Web.Open;

/// <summary>All that a page was sent, to be searched.</summary>
internal sealed class Sighted
{
    private readonly StringBuilder _text = new();

    public void Take(ReadOnlySpan<byte> batch, long at)
    {
        lock (_text)
        {
            _text.Append(Encoding.UTF8.GetString(batch));
        }
    }

    public bool Has(string words)
    {
        lock (_text)
        {
            return _text.ToString().Contains(words, StringComparison.Ordinal);
        }
    }
}
