using System.Diagnostics;

namespace Portal.Tests.TestKit;

/// <summary>A disk of a few MiB that can be filled to the last byte and given space again: a tmpfs, which only root may mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _mountedAt;

    private SmallDisk(string mountedAt) => _mountedAt = mountedAt;

    /// <summary>A data folder on it; making it is the portal's business.</summary>
    public string DataFolder => Path.Combine(_mountedAt, "data");

    /// <returns>Null where no disk may be mounted.</returns>
    public static SmallDisk? TryMount(int megabytes)
    {
        var at = Directory.CreateTempSubdirectory("portal-disk-").FullName;
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", at))
        {
            return new SmallDisk(at);
        }
        Directory.Delete(at);
        return null;
    }

    /// <summary>Nothing more can be written, by anybody.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Path.Combine(_mountedAt, "filler"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                filler.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // the last page of the disk is taken
        }
    }

    /// <summary>The disk grows, as an operator lets it.</summary>
    public void Grow(int megabytes) => Assert.True(Run("mount", "-o", $"remount,size={megabytes}m", _mountedAt));

    /// <summary>From now on nothing can be written, or again it can.</summary>
    public void Protect(bool isReadOnly) => Assert.True(Run("mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", _mountedAt));

    public void Dispose()
    {
        Run("umount", "-l", _mountedAt);
        Directory.Delete(_mountedAt);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        run!.WaitForExit();
        return run.ExitCode == 0;
    }
}
