using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Portal.E2E.Stage;

/// <summary>The sheets of a printed PDF and their size.</summary>
internal static partial class SheetCount
{
    private const double PointsAnInch = 72;
    private const double MillimetresAnInch = 25.4;

    /// <summary>Width and height of each sheet in whole millimetres.</summary>
    public static IReadOnlyList<(int Width, int Height)> Of(byte[] pdf)
    {
        var text = Encoding.Latin1.GetString(pdf);
        Assert.Equal(PageObject().Count(text), Box().Count(text));
        return [.. Box().Matches(text).Select(box => (Millimetres(box.Groups[1].Value), Millimetres(box.Groups[2].Value)))];
    }

    private static int Millimetres(string points) => (int)Math.Round(double.Parse(points, CultureInfo.InvariantCulture) / PointsAnInch * MillimetresAnInch);

    [GeneratedRegex(@"/Type\s*/Page\b")]
    private static partial Regex PageObject();

    [GeneratedRegex(@"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]")]
    private static partial Regex Box();
}
