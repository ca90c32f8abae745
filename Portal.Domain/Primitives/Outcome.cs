namespace Portal.Domain.Primitives;

/// <summary>Done, refused, or not known: the only three answers where money is concerned.</summary>
public abstract record Outcome<T>
{
    private Outcome()
    {
    }

    public sealed record Done(T Value) : Outcome<T>;

    /// <summary>A definite no: nothing moved.</summary>
    public sealed record Refused(PortalError Error) : Outcome<T>;

    /// <summary>Ask QUERY before telling anyone anything.</summary>
    public sealed record Unknown(PortalError Error) : Outcome<T>;

    public static implicit operator Outcome<T>(T value) => new Done(value);

    public static implicit operator Outcome<T>(PortalError error) => new Refused(error);

    public Outcome<TNext> Map<TNext>(Func<T, TNext> map) => this switch
    {
        Done done => new Outcome<TNext>.Done(map(done.Value)),
        Refused refused => new Outcome<TNext>.Refused(refused.Error),
        Unknown unknown => new Outcome<TNext>.Unknown(unknown.Error),
        _ => throw new InvalidOperationException("An outcome has three cases."),
    };

    /// <summary>The error's stable code, or null when done.</summary>
    public string? ErrorCode() => this switch
    {
        Refused refused => refused.Error.Code,
        Unknown unknown => unknown.Error.Code,
        _ => null,
    };
}
