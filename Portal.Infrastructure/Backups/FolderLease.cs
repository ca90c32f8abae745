namespace Portal.Infrastructure.Backups;

/// <summary>Who uses a data folder: portals and commands share it, a restore has it alone. The system ends it with the process.</summary>
public sealed class FolderLease : IDisposable
{
    private const string FileName = ".in-use";
    private readonly FileStream _held;

    private FolderLease(FileStream held) => _held = held;

    /// <exception cref="IOException">A restore is at it.</exception>
    public static FolderLease Share(string folder)
    {
        try
        {
            return new FolderLease(new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read));
        }
        catch (IOException busy) when (File.Exists(Path.Combine(folder, FileName)))
        {
            throw new IOException($"the data folder {folder} is being restored: wait until that has ended", busy);
        }
    }

    /// <exception cref="BackupRefusedException">A portal or a command uses the folder.</exception>
    public static FolderLease TakeAlone(string folder)
    {
        try
        {
            return new FolderLease(new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException busy) when (File.Exists(Path.Combine(folder, FileName)))
        {
            throw new BackupRefusedException($"a portal runs on the data folder {folder}: stop it first", busy);
        }
    }

    public void Dispose() => _held.Dispose();
}
