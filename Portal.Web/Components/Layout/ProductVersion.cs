using System.Reflection;

namespace Portal.Web.Components.Layout;

/// <summary>The version that pages show, without the build's own suffix.</summary>
public static class ProductVersion
{
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
