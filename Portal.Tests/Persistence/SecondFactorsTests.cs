using System.Buffers.Text;
using System.Text;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Identity;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

/// <summary>Second factors in the database: counted under load, sealed at rest.</summary>
public sealed class SecondFactorsTests : IAsyncLifetime
{
    private readonly UserId _user = new(Guid.NewGuid());
    private TestPortal _portal = default!;

    private SecondFactors Factors => _portal.Get<SecondFactors>();

    private long Step => Totp.StepOf(_portal.Clock.GetUtcNow());

    public async ValueTask InitializeAsync() => _portal = await TestPortal.StartAsync();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    [Trait("Row", "A-06")]
    public async Task The_same_code_sent_twenty_times_at_once_is_taken_once()
    {
        var (secret, _) = await SetUpAsync();
        var code = Totp.CodeAt(secret, Step + 1);
        var tries = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Factors.TryAsync(_user, code, default))));
        Assert.Single(tries, tried => tried.IsRight);
    }

    [Fact]
    [Trait("Row", "A-06")]
    public async Task Guesses_at_once_are_counted_one_by_one()
    {
        var (secret, _) = await SetUpAsync();
        var wrong = Enumerable.Range(0, 40).Select(i => $"{i:D6}").Where(code => Enumerable.Range(-1, 3).All(step => code != Totp.CodeAt(secret, Step + step)));
        var tries = await Task.WhenAll(wrong.Select(code => Task.Run(() => Factors.TryAsync(_user, code, default))));
        Assert.True(tries.Count(tried => tried.TriesLeft > 0) <= SecondFactor.MaxTries - 1, "more than five guesses were looked at");
        Assert.NotNull((await Factors.FindAsync(_user, default))!.PausedUntil);
        Assert.False((await Factors.TryAsync(_user, Totp.CodeAt(secret, Step + 1), default)).IsRight);
    }

    [Fact]
    public async Task A_set_up_that_was_not_finished_protects_nothing_and_a_finished_one_is_not_begun_anew()
    {
        var secret = await Factors.StartAsync(_user, default);
        Assert.False((await Factors.TryAsync(_user, Totp.CodeAt(secret!, Step), default)).IsRight);
        Assert.False((await _portal.Get<FactorQuery>().OfAsync(_user, default)).HasAny);
        var again = await Factors.StartAsync(_user, default);
        Assert.NotEqual(secret, again);
        Assert.Null((await Factors.ConfirmAsync(_user, Totp.CodeAt(secret!, Step), default)).RecoveryCodes);
        Assert.NotNull((await Factors.ConfirmAsync(_user, Totp.CodeAt(again!, Step), default)).RecoveryCodes);
        Assert.Null(await Factors.StartAsync(_user, default));
        Assert.Null((await Factors.ConfirmAsync(_user, Totp.CodeAt(again!, Step + 1), default)).RecoveryCodes);
    }

    [Fact]
    public async Task A_row_that_was_copied_to_somebody_else_does_not_open()
    {
        var (secret, _) = await SetUpAsync();
        var thief = new UserId(Guid.NewGuid());
        _portal.Files.Sql(
            "UPDATE SecondFactors SET UserId = $thief WHERE UserId = $user", ("$thief", thief.Value.ToString().ToUpperInvariant()), ("$user", _user.Value.ToString().ToUpperInvariant()));
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(() => Factors.TryAsync(thief, Totp.CodeAt(secret, Step + 1), default));
    }

    [Fact]
    [Trait("Row", "O-01")]
    public async Task A_stolen_database_holds_no_seed_no_recovery_code_and_no_key_of_a_cookie()
    {
        var (secret, codes) = await SetUpAsync();
        var key = LinkSecret.New();
        await _portal.Get<SessionStore>().AddAsync(
            Session.Open(_user, LinkSecret.HashOf(key), [1], SignInMethod.PasswordAndCode, null, null, _portal.Clock.GetUtcNow(), Session.Longest), default);
        Assert.Empty(Found([.. WritingsOf(secret), .. codes.Select(Encoding.ASCII.GetBytes), .. codes.Select(code => Encoding.ASCII.GetBytes(RecoveryCodes.InFours(code))), Encoding.ASCII.GetBytes(key)]));
    }

    [Fact]
    [Trait("Row", "O-01")]
    public void A_stolen_database_holds_no_seed_control()
    {
        var secret = Totp.NewSecret();
        foreach (var writing in WritingsOf(secret))
        {
            _portal.Files.Sql("DELETE FROM SecondFactors");
            _portal.Files.Sql(
                "INSERT INTO SecondFactors (UserId, SealedSecret, StartedAt, LastStep, RecoveryHashes, WrongTries, Version) VALUES ($id, $secret, '2026-03-01', 0, x'', 0, 1)",
                ("$id", Guid.NewGuid().ToString().ToUpperInvariant()), ("$secret", writing));
            Assert.Single(Found([writing]));
        }
    }

    private static byte[][] WritingsOf(byte[] secret) =>
    [
        secret, .. new[] { Totp.TypedKey(secret), Totp.TypedKey(secret).ToLowerInvariant(), Convert.ToHexString(secret), Convert.ToHexStringLower(secret), Convert.ToBase64String(secret), Base64Url.EncodeToString(secret) }
            .Select(Encoding.ASCII.GetBytes),
    ];

    /// <summary>Which of these stand anywhere in the database's files.</summary>
    private List<byte[]> Found(IReadOnlyList<byte[]> secrets)
    {
        var files = Directory.EnumerateFiles(_portal.Files.Folder, "portal.db*").Select(Read).ToList();
        Assert.True(files.Sum(file => file.Length) > 10_000, "the database was not found");
        return [.. secrets.Where(secret => files.Any(file => file.AsSpan().IndexOf(secret) >= 0))];

        static byte[] Read(string path)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var all = new MemoryStream();
            file.CopyTo(all);
            return all.ToArray();
        }
    }

    private async Task<(byte[] Secret, IReadOnlyList<string> Codes)> SetUpAsync()
    {
        var secret = (await Factors.StartAsync(_user, default))!;
        var (tried, codes) = await Factors.ConfirmAsync(_user, Totp.CodeAt(secret, Step), default);
        Assert.True(tried.IsRight);
        return (secret, codes!);
    }
}
