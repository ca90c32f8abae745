using Portal.Infrastructure.Backups;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

/// <summary>A backup that was changed anywhere does not open, and leaves nothing behind.</summary>
public sealed class SealedFileTests : IDisposable
{
    private const int Header = 51;
    private const int Chunk = (64 * 1024) + 16;
    private const string Damaged = "the backup is damaged";

    private readonly TestDatabase _from = TestDatabase.Create();
    private readonly string _place = Directory.CreateTempSubdirectory("portal-backup-test-").FullName;

    public SealedFileTests()
    {
        File.WriteAllText(Path.Combine(_place, "pass"), "a long passphrase\n");
        File.WriteAllText(Path.Combine(_place, "other"), "another passphrase\n");
        File.WriteAllText(Path.Combine(_from.Folder, "demo-password"), "canary-in-clear\n");
    }

    private string Backup => Path.Combine(_place, "portal.bak");

    private string To => Path.Combine(_place, "to");

    public void Dispose()
    {
        _from.Dispose();
        Directory.Delete(_place, recursive: true);
    }

    [Fact]
    [Trait("Row", "R13")]
    public async Task What_was_backed_up_is_restored_and_no_word_of_it_is_in_clear()
    {
        await MakeAsync();
        Assert.DoesNotContain("canary-in-clear", System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Backup)));
        Assert.Contains("portal.db", await RestoreAsync("pass"));
        Assert.Equal("canary-in-clear\n", await File.ReadAllTextAsync(Path.Combine(To, "demo-password")));
        Assert.Contains("not empty", await RefusedAsync("pass"));
    }

    [Fact]
    public async Task Another_passphrase_opens_nothing()
    {
        await MakeAsync();
        Assert.Contains("passphrase", await RefusedAsync("other"));
        Assert.False(Directory.Exists(To));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(Header + 5)]
    [InlineData(Header + Chunk - 3)]
    [InlineData(Header + Chunk + 9)]
    public async Task A_flipped_bit_is_found_wherever_it_is(int at)
    {
        await MakeAsync();
        await ChangeAsync(bytes => bytes[at] ^= 1);
        await RefusedAsync("pass");
        Assert.False(Directory.Exists(To));
    }

    [Theory]
    [InlineData(Header)]
    [InlineData(Header + Chunk)]
    [InlineData(Header + Chunk + 100)]
    public async Task A_file_that_ends_early_is_found(int length)
    {
        await MakeAsync();
        await File.WriteAllBytesAsync(Backup, (await File.ReadAllBytesAsync(Backup))[..length]);
        Assert.Contains(Damaged, await RefusedAsync("pass"));
        Assert.False(Directory.Exists(To));
    }

    [Fact]
    public async Task Chunks_in_another_order_are_found()
    {
        await MakeAsync();
        await ChangeAsync(bytes =>
        {
            var first = bytes[Header..(Header + Chunk)];
            Array.Copy(bytes, Header + Chunk, bytes, Header, Chunk);
            first.CopyTo(bytes, Header + Chunk);
        });
        Assert.Contains(Damaged, await RefusedAsync("pass"));
    }

    [Fact]
    public async Task A_folder_in_use_is_left_alone()
    {
        await MakeAsync();
        Directory.CreateDirectory(To);
        using var running = FolderLease.Share(To);
        using var second = FolderLease.Share(To);
        Assert.Contains("a portal runs", await RefusedAsync("pass"));
    }

    private Task<long> MakeAsync() => new PortalBackup(_from.Database).RunAsync(_from.Folder, Backup, Path.Combine(_place, "pass"), CancellationToken.None);

    private Task<IReadOnlyList<string>> RestoreAsync(string passphrase) =>
        PortalRestore.RunAsync(To, Backup, Path.Combine(_place, passphrase), _ => Task.CompletedTask, CancellationToken.None);

    private async Task<string> RefusedAsync(string passphrase) => (await Assert.ThrowsAsync<BackupRefusedException>(() => RestoreAsync(passphrase))).Message;

    private async Task ChangeAsync(Action<byte[]> change)
    {
        var bytes = await File.ReadAllBytesAsync(Backup);
        change(bytes);
        await File.WriteAllBytesAsync(Backup, bytes);
    }
}
