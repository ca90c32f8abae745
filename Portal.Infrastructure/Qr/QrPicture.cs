using QRCoder;

namespace Portal.Infrastructure.Qr;

/// <summary>Draws a code's text, unchanged: level Q, quiet zone of 4 modules, black on white.</summary>
public static class QrPicture
{
    public const int MinPixels = 128;
    public const int MaxPixels = 2048;
    public const int DefaultPixels = 512;

    /// <param name="pixels">Edge of the picture, 128 to 2048; modules are as even as whole pixels allow.</param>
    public static byte[] Png(string text, int pixels)
    {
        using var data = Draw(text);
        var modules = data.ModuleMatrix;
        return MonochromePng.Draw(pixels, (x, y) => modules[y * modules.Count / pixels][x * modules.Count / pixels]);
    }

    public static string Svg(string text)
    {
        using var data = Draw(text);
        using var svg = new SvgQRCode(data);
        return svg.GetGraphic(10, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    public static byte[] Pdf(string text)
    {
        using var data = Draw(text);
        using var pdf = new PdfByteQRCode(data);
        return pdf.GetGraphic(12);
    }

    private static QRCodeData Draw(string text)
    {
        using var generator = new QRCodeGenerator();
        return generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.Q);
    }
}
