using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Portal.Tests.TestKit;

/// <summary>Hands bunit the AngleSharp.Diffing that lies in <c>compat</c>: it asks for a newer one, and needs only what both have.</summary>
internal static class BunitShim
{
    [ModuleInitializer]
    internal static void HandOver() => AssemblyLoadContext.Default.Resolving += (context, name) =>
        name.Name == "AngleSharp.Diffing" ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "compat", "AngleSharp.Diffing.dll")) : null;
}
