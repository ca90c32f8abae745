using static Portal.Domain.Counters.CodeAct;
using static Portal.Domain.Counters.QrCodeStatus;

namespace Portal.Domain.Counters;

/// <summary>What can be asked of Alipay for a code that was made; the later one is the graver one.</summary>
public enum CodeAct
{
    /// <summary>Tell Alipay another address for notifications or other shop data.</summary>
    Change,

    /// <summary>A stopped code pays again.</summary>
    Restart,

    /// <summary>A scan says that the code is invalid, until it is restarted.</summary>
    Stop,

    /// <summary>Invalid for ever.</summary>
    Retire,
}

/// <summary>The tables of a code's life. Nothing but Alipay's signed answer moves a code.</summary>
/// <remarks>Source: PROTOCOL 3.3, 4.5.</remarks>
public static class CodeStates
{
    public static bool CanBecome(this QrCodeStatus from, QrCodeStatus to) => (from, to) switch
    {
        (Creating, Live or Failed) => true,
        (Failed, Creating) => true,
        (Live, Stopped or Deleted) => true,
        (Stopped, Live or Deleted) => true,
        _ => false,
    };

    /// <summary>Whether Alipay takes the act in this state; repeating the present state is taken.</summary>
    public static bool Allows(this QrCodeStatus status, CodeAct act) => (status, act) switch
    {
        (Live or Stopped, _) => true,
        (Deleted, Retire) => true,
        _ => false,
    };

    /// <summary>The state after the act; null: it stays as it is.</summary>
    public static QrCodeStatus? LeadsTo(this CodeAct act) => act switch
    {
        Restart => Live,
        Stop => Stopped,
        Retire => Deleted,
        _ => null,
    };

    /// <summary>Whether the act may take the place of one that Alipay has not answered yet: only the graver one may.</summary>
    public static bool Overrides(this CodeAct act, CodeAct pending) => act > pending;
}
