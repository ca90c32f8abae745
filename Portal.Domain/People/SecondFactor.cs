using System.Security.Cryptography;
using Portal.Domain.Primitives;

namespace Portal.Domain.People;

/// <summary>What a typed code came to.</summary>
/// <param name="TriesLeft">Before codes pause; 0 while they do.</param>
/// <param name="PausedUntil">Codes are not looked at until then; null: they are.</param>
public sealed record CodeTry(bool IsRight, int TriesLeft, DateTimeOffset? PausedUntil);

/// <summary>A person's authenticator app and recovery codes. Not in force before its first code was typed.</summary>
/// <remarks>Source: RELIABILITY rule 17, A-06.</remarks>
public sealed class SecondFactor
{
    public const int MaxTries = 5;

    /// <summary>So long after five wrong codes none is looked at.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    private SecondFactor()
    {
    }

    public UserId UserId { get; private set; }

    /// <summary>The secret of the app, sealed; the database alone makes no code.</summary>
    public byte[] SealedSecret { get; private set; } = [];

    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>When its first code was typed; null: set-up was begun and not finished.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>The time step of the last code that was taken; older ones and itself are taken no more.</summary>
    public long LastStep { get; private set; }

    /// <summary>Hashes of the recovery codes that are left, 32 bytes each.</summary>
    public byte[] RecoveryHashes { get; private set; } = [];

    public int WrongTries { get; private set; }

    public DateTimeOffset? PausedUntil { get; private set; }

    /// <summary>Grows with each try; of two at once only one is taken.</summary>
    public int Version { get; private set; }

    public bool IsSet => ConfirmedAt is not null;

    public int RecoveryLeft => RecoveryHashes.Length / RecoveryCodes.HashBytes;

    public static SecondFactor Start(UserId user, byte[] sealedSecret, DateTimeOffset at) => new() { UserId = user, SealedSecret = sealedSecret, StartedAt = at };

    /// <summary>Set-up is begun anew; tries and their pause stay.</summary>
    public void StartAgain(byte[] sealedSecret, DateTimeOffset at)
    {
        (SealedSecret, StartedAt, LastStep) = (sealedSecret, at, 0);
        Version++;
    }

    /// <summary>Looks at a code of the app or a recovery code; a right one is spent by it.</summary>
    /// <param name="secret">The unsealed secret.</param>
    public CodeTry Try(string typed, ReadOnlySpan<byte> secret, DateTimeOffset now)
    {
        if (now < PausedUntil)
        {
            return new CodeTry(false, 0, PausedUntil);
        }
        Version++;
        var plain = Plain(typed);
        if (Totp.StepOfCode(secret, plain, now, LastStep) is { } step)
        {
            LastStep = step;
            return Right();
        }
        return RecoveryCodes.CanBe(plain) && TrySpend(RecoveryCodes.HashOf(UserId, plain)) ? Right() : Wrong(now);
    }

    /// <summary>The first code was right: from here on it is asked for.</summary>
    public void Confirm(IEnumerable<string> recoveryCodes, DateTimeOffset now)
    {
        ConfirmedAt = now;
        GiveCodes(recoveryCodes);
    }

    /// <summary>New recovery codes; the ones before are worth nothing.</summary>
    public void GiveCodes(IEnumerable<string> recoveryCodes)
    {
        RecoveryHashes = [.. recoveryCodes.SelectMany(code => RecoveryCodes.HashOf(UserId, code))];
        Version++;
    }

    private static string Plain(string typed) => string.Concat(typed.Where(c => c is not (' ' or '-'))).ToLowerInvariant();

    private CodeTry Right()
    {
        (WrongTries, PausedUntil) = (0, null);
        return new CodeTry(true, MaxTries, null);
    }

    private CodeTry Wrong(DateTimeOffset now)
    {
        (WrongTries, PausedUntil) = WrongTries + 1 < MaxTries ? (WrongTries + 1, (DateTimeOffset?)null) : (0, now + Pause);
        return new CodeTry(false, PausedUntil is null ? MaxTries - WrongTries : 0, PausedUntil);
    }

    private bool TrySpend(byte[] hash)
    {
        for (var at = 0; at < RecoveryHashes.Length; at += RecoveryCodes.HashBytes)
        {
            if (CryptographicOperations.FixedTimeEquals(RecoveryHashes.AsSpan(at, RecoveryCodes.HashBytes), hash))
            {
                RecoveryHashes = [.. RecoveryHashes[..at], .. RecoveryHashes[(at + RecoveryCodes.HashBytes)..]];
                return true;
            }
        }
        return false;
    }
}
