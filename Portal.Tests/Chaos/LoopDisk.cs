using System.Diagnostics;

namespace Portal.Tests.Chaos;

/// <summary>A file system of its own on a loop device. A copy of its image is what a disk holds after a power cut: nothing of what was only in memory.</summary>
internal sealed class LoopDisk : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("portal-disk-");
    private int _cuts;

    private LoopDisk() => Directory.CreateDirectory(Mount);

    /// <summary>Where the file system stands.</summary>
    public string Mount => Path.Combine(_place.FullName, "disk");

    private string Image => Path.Combine(_place.FullName, "disk.img");

    /// <returns>Null where there is no loop device, or no right to use one.</returns>
    public static LoopDisk? TryMake(int megabytes)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root" || !File.Exists("/dev/loop-control"))
        {
            return null;
        }
        var disk = new LoopDisk();
        using (var image = File.Create(disk.Image))
        {
            image.SetLength(megabytes * 1024L * 1024);
        }
        if (Run("mkfs.ext4", "-q", "-F", disk.Image) && Run("mount", "-o", "loop,noatime,commit=300", disk.Image, disk.Mount))
        {
            return disk;
        }
        disk._place.Delete(recursive: true);
        return null;
    }

    /// <summary>What the disk would hold if the power went now: mounted, looked at, thrown away.</summary>
    /// <param name="look">Gets the folder where the copy stands.</param>
    public T Cut<T>(Func<string, T> look)
    {
        var (copy, mounted) = (Path.Combine(_place.FullName, $"cut{++_cuts}.img"), Path.Combine(_place.FullName, $"cut{_cuts}"));
        Directory.CreateDirectory(mounted);
        Must("cp", "--sparse=always", Image, copy);
        Must("mount", "-o", "loop", copy, mounted);
        try
        {
            return look(mounted);
        }
        finally
        {
            Must("umount", mounted);
            File.Delete(copy);
            Directory.Delete(mounted);
        }
    }

    public void Dispose()
    {
        Run("umount", "--lazy", Mount);                                // a test that failed may still hold a file; what failed is to be heard
        _place.Delete(recursive: true);
    }

    private static void Must(string program, params string[] arguments) =>
        Assert.True(Run(program, arguments), $"{program} {string.Join(' ', arguments)} failed");

    private static bool Run(string program, params string[] arguments)
    {
        using var running = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        running.StandardError.ReadToEnd();
        running.WaitForExit();
        return running.ExitCode == 0;
    }
}
