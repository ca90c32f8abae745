namespace Portal.Tests.Alipay.Planted;

/// <summary>What people get wrong in this codec; most were seen in public clients (PROTOCOL 8.6).</summary>
public enum Fault
{
    None,

    SortedByCulture,
    SortedWithoutCase,
    NotSorted,
    CharsetForcedToTheFront,
    SignTypeLeftIn,
    SignLeftIn,
    CharsetLeftOut,
    EmptyValuesKept,
    ZeroDroppedAsEmpty,
    BlankValueDropped,
    ValuesTrimmed,
    ValuesPercentEncoded,
    ValuesPercentDecoded,
    FinalAmpersandTrimmed,
    ValuesWithAtSignDropped,

    WrongCharset,
    MissingCharactersReplaced,
    SecretJoinedAsKey,
    SecretInFront,
    DigestInCapitals,
    Rsa2BySha1,
    Base64InLines,

    PlusKept,
    DecodedTwice,
    FirstOfTwoParametersTaken,
    BrokenPercentSignTaken,
    NamesWithoutCase,
    SplitAtTheLastEqualsSign,
    BlankInSignatureKept,
    AlgorithmChosenByTheMessage,

    FirstOfTwoElementsTaken,
    ByteOrderMarkKept,
    DeclarationIgnored,
    HeaderBeforeDeclaration,
    EntitiesNotResolved,
    ElementValuesTrimmed,
    DocumentTypeAllowed,
    NestedTextTaken,

    OneSpellingOfNotKnown,
    EnvelopeTakenForResult,
    ClosedCountedAsPaid,
    OnlyFinishedIsPaid,
    OtherTradeAccepted,
    OneFieldOfTheError,
    AmountReadAsFloatingPoint,
    TimeReadAsUtc,
}
