using System.Formats.Tar;

namespace Portal.Infrastructure.Backups;

/// <summary>Puts a backup into an empty data folder: everything is read, authenticated and checked aside before anything is put in its place.</summary>
public static class PortalRestore
{
    private const string Aside = ".restoring";

    /// <param name="check">Gets the folder of the unpacked backup; throws what is wrong with it, and closes what it opened.</param>
    /// <returns>Names of the files put in place.</returns>
    /// <exception cref="BackupRefusedException">The folder is in use or not empty, or the backup is not to be believed. The folder is as it was.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(string folder, string file, string passphraseFile, Func<string, Task> check, CancellationToken ct)
    {
        var passphrase = SealedFormat.ReadPassphrase(passphraseFile);
        if (!File.Exists(file))
        {
            throw new BackupRefusedException($"there is no backup {file}");
        }
        var isNew = !Directory.Exists(folder);
        MakeFolder(folder);
        var aside = Path.Combine(folder, Aside);
        var isDone = false;
        try
        {
            using var alone = FolderLease.TakeAlone(folder);
            if (BackupFiles.FirstOf(folder) is { } first)
            {
                throw new BackupRefusedException($"the data folder {folder} is not empty ({first}): restore into an empty one");
            }
            try
            {
                Clear(aside);
                MakeFolder(aside);
                var names = await UnpackAsync(aside, file, passphrase, ct);
                await check(aside);
                Place(aside, folder, names);
                isDone = true;
                return names;
            }
            finally
            {
                Clear(aside);
            }
        }
        finally
        {
            if (isNew && !isDone)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task<List<string>> UnpackAsync(string aside, string file, string passphrase, CancellationToken ct)
    {
        await using var input = File.OpenRead(file);
        using var format = SealedFormat.Open(input, passphrase);
        await using var unsealed = new UnsealingStream(input, format);
        await using var tar = new TarReader(unsealed);
        var names = new List<string>();
        while (await tar.GetNextEntryAsync(copyData: false, ct) is { } entry)
        {
            if (entry.EntryType != TarEntryType.RegularFile || !BackupFiles.IsKnown(entry.Name))
            {
                throw new BackupRefusedException($"the backup holds '{entry.Name}', which this program does not know");
            }
            names.Add(entry.Name);
            await WriteAsync(Path.Combine(aside, entry.Name), entry.DataStream ?? Stream.Null, ct);
        }
        await unsealed.CopyToAsync(Stream.Null, ct);              // to the authenticated end
        return names.Contains(BackupFiles.Database) ? names : throw new BackupRefusedException("the backup holds no database");
    }

    private static async Task WriteAsync(string path, Stream content, CancellationToken ct)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = BackupFiles.OwnerOnly;
        }
        await using var output = new FileStream(path, options);
        await content.CopyToAsync(output, ct);
        output.Flush(flushToDisk: true);
    }

    /// <summary>Renames within one disk; the database comes last, so that a portal is there whole or not at all.</summary>
    private static void Place(string aside, string folder, List<string> names)
    {
        var placed = new List<string>();
        try
        {
            foreach (var name in names.OrderBy(name => name == BackupFiles.Database))
            {
                MakeFolder(Path.GetDirectoryName(Path.Combine(folder, name))!);
                File.Move(Path.Combine(aside, name), Path.Combine(folder, name));
                placed.Add(name);
            }
        }
        catch
        {
            placed.ForEach(name => File.Delete(Path.Combine(folder, name)));
            throw;
        }
    }

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, BackupFiles.OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static void Clear(string aside)
    {
        if (Directory.Exists(aside))
        {
            Directory.Delete(aside, recursive: true);
        }
    }
}
