namespace Portal.E2E.Stage;

/// <summary>The portal's tables, made once per run by the operator's command; a portal with a folder of its own begins with a copy.</summary>
internal static class MadeDatabase
{
    private const string Name = "portal.db";
    private static readonly Lazy<Task<byte[]>> s_made = new(MakeAsync);

    public static async Task PutIntoAsync(TemporaryFolder folder)
    {
        if (folder.File(Name) is var file && !File.Exists(file))
        {
            await File.WriteAllBytesAsync(file, await s_made.Value);
        }
    }

    private static async Task<byte[]> MakeAsync()
    {
        using var folder = new TemporaryFolder();
        await ChildProgram.RunAsync(["migrate"], folder);
        return File.Exists(folder.File($"{Name}-wal")) ? throw new InvalidOperationException("The database was not closed.") : await File.ReadAllBytesAsync(folder.File(Name));
    }
}
