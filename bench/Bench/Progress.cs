namespace Portal.Bench;

/// <summary>What goes on, on standard error; standard output holds the table alone.</summary>
internal static class Progress
{
    public static void Say(string line) => Console.Error.WriteLine(line);
}
