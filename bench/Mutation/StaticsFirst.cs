using System.Runtime.CompilerServices;
using Portal.Domain.Primitives;

namespace Portal.Tests;

/// <summary>One process tries many mutants, one after the other, while what the domain keeps in statics is made once. Here it is made before the first mutant:
/// else that mutant would stay in it for good, and fail tests in the name of those that come after.</summary>
/// <remarks>So a mutant in the making of a static survives, whatever the tests say; what is said to survive is too much by these, never too little.</remarks>
internal static class StaticsFirst
{
    private const int Nobody = -1;

    [ModuleInitializer]
    internal static void Make()
    {
        var domain = typeof(PortalError).Assembly;
        var isCounted = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("STRYKER_COVERAGE_FILE"));
        if (isCounted || Environment.GetEnvironmentVariable("STRYKER_MUTANT_FILE") is not { Length: > 0 } path || !File.Exists(path))
        {
            return;
        }
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using var chosen = System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(file, null, 0, System.IO.MemoryMappedFiles.MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        using var number = chosen.CreateViewAccessor(0, sizeof(int));
        var mutant = number.ReadInt32(0);
        number.Write(0, Nobody);
        foreach (var type in domain.GetTypes().Where(type => !type.ContainsGenericParameters))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }
        number.Write(0, mutant);
    }
}
