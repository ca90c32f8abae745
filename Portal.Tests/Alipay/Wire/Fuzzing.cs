using System.Text;

namespace Portal.Tests.Alipay.Wire;

/// <summary>Bends bytes at random and looks at what becomes of them. The seed is printed and repeats the run.</summary>
internal static class Fuzzing
{
    /// <summary>Mutants of a run.</summary>
    public const int Rounds = 200_000;

    /// <summary>Longer than this for one input is a way to keep us busy. A machine that was busy itself gets a second try.</summary>
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(100);

    /// <returns>Null, or what the first bad mutant did: <c>bad</c>, <c>slow</c> or <c>threw</c>, with round, seed and bytes.</returns>
    public static string? FirstBad(byte[] original, Func<byte[], bool> isBad) => FirstBadAsync(original, bytes => ValueTask.FromResult(isBad(bytes))).AsTask().Result;

    /// <inheritdoc cref="FirstBad"/>
    public static async ValueTask<string?> FirstBadAsync(byte[] original, Func<byte[], ValueTask<bool>> isBad)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await isBad(original);                                                            // whatever is made once is made now
        for (var round = 0; round < Rounds; round++)
        {
            var mutant = Mutations.Of(original, random);
            var found = await FindAsync(mutant, isBad);
            if (found is not null && (!found.StartsWith("slow", StringComparison.Ordinal) || await FindAsync(mutant, isBad) is not null))
            {
                return $"{found} in round {round} of seed {seed}: {Convert.ToHexString(mutant)}";
            }
        }
        return null;
    }

    private static async ValueTask<string?> FindAsync(byte[] mutant, Func<byte[], ValueTask<bool>> isBad)
    {
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            if (await isBad(mutant))
            {
                return "bad";
            }
        }
        catch (Exception thrown)
        {
            return $"threw {thrown.GetType().Name}";
        }
        var took = TimeProvider.System.GetElapsedTime(started);
        return took > s_slow ? $"slow ({took.TotalMilliseconds:0} ms)" : null;
    }
}

/// <summary>Ways in which bytes go wrong, by accident or on purpose.</summary>
internal static class Mutations
{
    private static readonly byte[][] s_pieces =
    [
        .. new[]
        {
            "&", "=", "%", "%00", "%2", "+", "sign=", "&sign_type=MD5", "&trans_amount=1", "<", ">", "<!DOCTYPE a>", "]]>", "<![CDATA[", "&amp;", "&#x41;", "<b>", "</alipay>", "\0",
            "\ud83c\udf5c", "<sign></sign>", "<sign_type>MD5</sign_type>", "<is_success>F</is_success>", "<error>SYSTEM_ERROR</error>", "<!--", "<?a ?>", "-1", "9999999999", "xmlns:a=\"b\"",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public static byte[] Of(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 24), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] = (byte)(bytes[at] ^ (1 << random.Next(8)));
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.InsertRange(at, s_pieces[random.Next(s_pieces.Length)]);
                    break;
                case 5:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.Reverse(at, length);
                    break;
            }
            if (bytes.Count == 0)
            {
                return [];
            }
        }
        return [.. bytes];
    }
}
