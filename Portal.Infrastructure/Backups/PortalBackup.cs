using System.Formats.Tar;
using Microsoft.Data.Sqlite;
using Portal.Infrastructure.Persistence;

namespace Portal.Infrastructure.Backups;

/// <summary>Makes one encrypted file of a data folder, beside a running portal.</summary>
public sealed class PortalBackup(PortalDatabase database)
{
    /// <param name="folder">The data folder.</param>
    /// <param name="file">Where the backup is to stand; there only once it is whole.</param>
    /// <returns>Bytes of the file.</returns>
    /// <exception cref="BackupRefusedException">The database is SQL Server's, or the passphrase is none.</exception>
    public async Task<long> RunAsync(string folder, string file, string passphraseFile, CancellationToken ct)
    {
        if (!database.IsSqlite)
        {
            throw new BackupRefusedException("the database is on SQL Server: back it up with BACKUP DATABASE there, and copy keys/ of the data folder with it");
        }
        var passphrase = SealedFormat.ReadPassphrase(passphraseFile);
        var part = file + ".part";
        var copies = Path.Combine(folder, BackupFiles.Copies);                   // no less guarded than what is copied; one that a kill left is cleared by the next run
        Clear(copies);
        Directory.CreateDirectory(copies);
        try
        {
            await WriteAsync(folder, copies, part, passphrase, ct);
            File.Move(part, file, overwrite: true);
            return new FileInfo(file).Length;
        }
        finally
        {
            Clear(copies);
            File.Delete(part);
        }
    }

    private static void Clear(string copies)
    {
        if (Directory.Exists(copies))
        {
            Directory.Delete(copies, recursive: true);
        }
    }

    private async Task WriteAsync(string folder, string copies, string part, string passphrase, CancellationToken ct)
    {
        await using var output = new FileStream(part, Options());
        using var format = SealedFormat.Begin(output, passphrase);
        await using var seal = new SealingStream(output, format);
        await using (var tar = new TarWriter(seal, TarEntryFormat.Pax, leaveOpen: true))
        {
            await AddAsync(tar, Copy(database.ConnectionString, copies, BackupFiles.Database), BackupFiles.Database, ct);
            if (File.Exists(Path.Combine(folder, BackupFiles.Simulator)))
            {
                var simulator = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, BackupFiles.Simulator) }.ToString();
                await AddAsync(tar, Copy(simulator, copies, BackupFiles.Simulator), BackupFiles.Simulator, ct);
            }
            foreach (var name in BackupFiles.In(folder))                          // after the database: it holds nothing whose key is not yet there
            {
                await AddAsync(tar, Path.Combine(folder, name), name, ct);
            }
        }
        seal.Finish();
        output.Flush(flushToDisk: true);
    }

    /// <summary>A copy as of one moment, by SQLite's own online backup: it reads, so nobody who writes waits.</summary>
    private static string Copy(string connectionString, string copies, string name)
    {
        var path = Path.Combine(copies, name);
        using var from = new SqliteConnection(connectionString);
        using var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        from.Open();
        to.Open();
        from.BackupDatabase(to);
        return path;
    }

    private static async Task AddAsync(TarWriter tar, string path, string name, CancellationToken ct)
    {
        await using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = BackupFiles.OwnerOnly, DataStream = content }, ct);
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = BackupFiles.OwnerOnly;
        }
        return options;
    }
}
