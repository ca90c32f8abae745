using System.Reflection;

namespace Portal.Tests.Alipay.Planted;

/// <summary>Each planted fault of the codec and the test that finds it.</summary>
public sealed class PlantedFaultTests
{
    private static readonly Dictionary<Fault, string> s_finders = new()
    {
        [Fault.SortedByCulture] = nameof(CodecTests.Names_are_sorted_by_character_code),
        [Fault.SortedWithoutCase] = nameof(CodecTests.Names_are_sorted_by_character_code),
        [Fault.NotSorted] = nameof(CodecTests.Names_are_sorted_by_character_code),
        [Fault.CharsetForcedToTheFront] = nameof(CodecTests.Names_are_sorted_by_character_code),
        [Fault.SignTypeLeftIn] = nameof(CodecTests.Signature_and_its_type_are_not_signed),
        [Fault.SignLeftIn] = nameof(CodecTests.Signature_and_its_type_are_not_signed),
        [Fault.CharsetLeftOut] = nameof(CodecTests.The_charset_is_signed_like_any_other),
        [Fault.EmptyValuesKept] = nameof(CodecTests.Empty_values_are_not_signed),
        [Fault.ZeroDroppedAsEmpty] = nameof(CodecTests.A_zero_and_a_blank_are_values),
        [Fault.BlankValueDropped] = nameof(CodecTests.A_zero_and_a_blank_are_values),
        [Fault.ValuesTrimmed] = nameof(CodecTests.Values_are_signed_as_they_are),
        [Fault.ValuesPercentEncoded] = nameof(CodecTests.Values_are_signed_as_they_are),
        [Fault.ValuesPercentDecoded] = nameof(CodecTests.Values_are_signed_as_they_are),
        [Fault.FinalAmpersandTrimmed] = nameof(CodecTests.A_final_ampersand_stays),
        [Fault.ValuesWithAtSignDropped] = nameof(CodecTests.Values_are_signed_as_they_are),
        [Fault.WrongCharset] = nameof(CodecTests.Text_is_signed_in_its_charset),
        [Fault.MissingCharactersReplaced] = nameof(CodecTests.A_character_that_the_charset_lacks_is_not_replaced),
        [Fault.SecretJoinedAsKey] = nameof(CodecTests.The_secret_follows_the_string_at_once),
        [Fault.SecretInFront] = nameof(CodecTests.The_secret_follows_the_string_at_once),
        [Fault.DigestInCapitals] = nameof(CodecTests.The_secret_follows_the_string_at_once),
        [Fault.Rsa2BySha1] = nameof(CodecTests.RSA_and_RSA2_differ_by_their_hash_and_stand_on_one_line),
        [Fault.Base64InLines] = nameof(CodecTests.RSA_and_RSA2_differ_by_their_hash_and_stand_on_one_line),
        [Fault.PlusKept] = nameof(CodecTests.A_form_is_decoded_once_and_a_plus_is_a_blank),
        [Fault.DecodedTwice] = nameof(CodecTests.A_form_is_decoded_once_and_a_plus_is_a_blank),
        [Fault.FirstOfTwoParametersTaken] = nameof(CodecTests.A_parameter_twice_is_refused),
        [Fault.BrokenPercentSignTaken] = nameof(CodecTests.A_broken_percent_sign_is_refused),
        [Fault.NamesWithoutCase] = nameof(CodecTests.Names_differ_by_their_case),
        [Fault.SplitAtTheLastEqualsSign] = nameof(CodecTests.A_value_may_hold_an_equals_sign),
        [Fault.BlankInSignatureKept] = nameof(CodecTests.A_blank_in_the_signature_was_a_plus),
        [Fault.AlgorithmChosenByTheMessage] = nameof(CodecTests.The_message_does_not_choose_the_algorithm),
        [Fault.FirstOfTwoElementsTaken] = nameof(CodecTests.An_element_twice_is_refused),
        [Fault.ByteOrderMarkKept] = nameof(CodecTests.A_byte_order_mark_is_no_content),
        [Fault.DeclarationIgnored] = nameof(CodecTests.The_declaration_names_the_charset_before_the_header),
        [Fault.HeaderBeforeDeclaration] = nameof(CodecTests.The_declaration_names_the_charset_before_the_header),
        [Fault.EntitiesNotResolved] = nameof(CodecTests.Entities_are_resolved),
        [Fault.ElementValuesTrimmed] = nameof(CodecTests.White_space_of_a_value_is_kept),
        [Fault.DocumentTypeAllowed] = nameof(CodecTests.A_document_type_is_refused),
        [Fault.NestedTextTaken] = nameof(CodecTests.An_element_in_a_value_is_refused),
        [Fault.OneSpellingOfNotKnown] = nameof(CodecTests.Both_spellings_and_any_new_one_are_not_known),
        [Fault.EnvelopeTakenForResult] = nameof(CodecTests.The_envelope_says_nothing_of_the_result),
        [Fault.ClosedCountedAsPaid] = nameof(CodecTests.A_success_is_paid_and_a_closed_trade_is_not),
        [Fault.OnlyFinishedIsPaid] = nameof(CodecTests.A_success_is_paid_and_a_closed_trade_is_not),
        [Fault.OtherTradeAccepted] = nameof(CodecTests.An_answer_for_another_trade_is_not_known),
        [Fault.OneFieldOfTheError] = nameof(CodecTests.Not_found_stands_in_either_field_of_the_error),
        [Fault.AmountReadAsFloatingPoint] = nameof(CodecTests.An_amount_is_exact_and_of_digits),
        [Fault.TimeReadAsUtc] = nameof(CodecTests.Times_are_of_GMT8),
    };

    private static IEnumerable<MethodInfo> All => typeof(CodecTests).GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is not null);

    public static TheoryData<Fault> Faults() => [.. Enum.GetValues<Fault>().Where(fault => fault != Fault.None)];

    public static TheoryData<string> Tests() => [.. All.Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_planted_fault_is_found_by_its_test(Fault fault)
    {
        var finder = s_finders[fault];
        Assert.Null(Failure(finder, Codec.Product));
        Assert.NotNull(Failure(finder, PlainCodec.With(fault)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{fault} → {finder}");
    }

    /// <summary>A planted codec fails by its fault alone: without one it passes every test.</summary>
    [Theory]
    [MemberData(nameof(Tests))]
    public void A_planted_fault_is_found_by_its_test_control(string test) => Assert.Null(Failure(test, PlainCodec.With(Fault.None)));

    [Fact]
    public void At_least_25_faults_are_planted_and_every_test_finds_one()
    {
        Assert.True(s_finders.Count >= 25);
        Assert.Empty(All.Select(method => method.Name).Except(s_finders.Values));
    }

    /// <summary>Runs the very test with other steps in the place of the product's.</summary>
    private static string? Failure(string test, Codec codec)
    {
        try
        {
            typeof(CodecTests).GetMethod(test)!.Invoke(new CodecTests(codec), []);
            return null;
        }
        catch (TargetInvocationException failed) when (failed.InnerException is Xunit.Sdk.IAssertionException assertion)
        {
            return ((Exception)assertion).Message;
        }
    }
}
