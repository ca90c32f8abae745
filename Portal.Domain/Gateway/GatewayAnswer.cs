using System.Globalization;

namespace Portal.Domain.Gateway;

/// <summary>What helps against a refusal or a doubt.</summary>
public enum GatewayAdvice
{
    /// <summary>The same request again, with the same numbers.</summary>
    Repeat,

    /// <summary>Ask for the trade first, then decide.</summary>
    Query,

    /// <summary>Final: tell whoever asked.</summary>
    GiveUp,

    /// <summary>A value of the request is wrong; repeating it is useless.</summary>
    FixInput,

    /// <summary>Keys, contract, addresses or the clock: an operator must act.</summary>
    Configuration,

    /// <summary>The merchant's balance is too low: fill it, then the same request again.</summary>
    TopUp,

    /// <summary>A cancel is not possible any more: refund.</summary>
    Refund,

    /// <summary>A person asks the provider's service.</summary>
    AskProvider,
}

/// <summary>What the gateway said. Whatever is in doubt is <see cref="NotKnown"/>, never a refusal.</summary>
public abstract record GatewayAnswer<T>
{
    private GatewayAnswer()
    {
    }

    public sealed record Done(T Value) : GatewayAnswer<T>;

    /// <summary>A definite no: nothing was executed.</summary>
    /// <param name="Code">The gateway's own code.</param>
    /// <param name="Advice">What helps against it.</param>
    /// <param name="ClockOffset">How far the gateway's clock is ahead of ours, where that may be the cause; negative where it is behind.</param>
    public sealed record Refused(string Code, GatewayAdvice Advice, TimeSpan? ClockOffset = null) : GatewayAnswer<T>
    {
        /// <summary>Keys, contract or clock are wrong; repeating is useless until an operator acts.</summary>
        public bool IsConfiguration => Advice == GatewayAdvice.Configuration;

        /// <summary>For alarms: the code, and how far our clock is off where that may be the cause, e.g. <c>EXPIRED, our clock -1860 s</c>.</summary>
        public string Detail => ClockOffset is { } ahead ? string.Create(CultureInfo.InvariantCulture, $"{Code}, our clock {-ahead.TotalSeconds:+0;-0;0} s") : Code;
    }

    /// <param name="Why">A short key: <c>time_out</c>, <c>connect</c>, <c>http_502</c>, <c>not_xml</c>, <c>bad_sign</c>, <c>other_id</c>, …</param>
    /// <param name="IsUntrusted">Signature missing or wrong, or an answer to another question: wants an alarm.</param>
    /// <param name="SurelyNotSent">The connection was never made.</param>
    public sealed record NotKnown(string Why, bool IsUntrusted = false, bool SurelyNotSent = false) : GatewayAnswer<T>;
}
