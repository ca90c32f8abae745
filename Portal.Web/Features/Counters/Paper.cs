using System.Globalization;

namespace Portal.Web.Features.Counters;

/// <summary>A paper that posters are printed on; sizes in millimetres.</summary>
/// <param name="Size">The word in addresses: <c>a4</c>, <c>a5</c>, <c>a6</c> or <c>sticker</c>.</param>
public sealed record Paper(string Size, int Width, int Height)
{
    private const double Scale = 38.0 / 297;
    private const double Middle = 22;

    public static Paper A6 { get; } = new("a6", 105, 148);

    public static IReadOnlyList<Paper> All { get; } = [A6, new("a5", 148, 210), new("a4", 210, 297), new("sticker", 50, 70)];

    /// <summary>The sheet in a drawing of 44 by 44, true to scale.</summary>
    public string Outline => Box(Width * Scale, Height * Scale);

    public string CodeOutline => Box(Width * Scale * 0.6, Width * Scale * 0.6);

    /// <summary>The paper of that word; A6 for any other.</summary>
    public static Paper Of(string? size) => All.FirstOrDefault(paper => paper.Size == size) ?? A6;

    private static string Box(double width, double height) =>
        string.Create(CultureInfo.InvariantCulture, $"M{Middle - (width / 2):0.#} {Middle - (height / 2):0.#}h{width:0.#}v{height:0.#}h-{width:0.#}z");
}
