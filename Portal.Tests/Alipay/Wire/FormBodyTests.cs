using System.Text;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Tests.Alipay.Wire;

public sealed class FormBodyTests
{
    private static FormBody.Fault Read(string body, out FormBody? form) => FormBody.TryRead(Encoding.Latin1.GetBytes(body), out form);

    [Theory]
    [Trait("Row", "trap 1")]
    [Trait("Row", "trap 2")]
    [Trait("Row", "trap 3")]
    [Trait("Row", "trap 5")]
    [InlineData("b=2&a=1&sign=x&sign_type=MD5", "a=1&b=2")]
    [InlineData("A=up&a_b=x&aB=y&a1=z&_b=u&b=2&a=1&ab=w&_input_charset=UTF-8", "A=up&_b=u&_input_charset=UTF-8&a=1&a1=z&aB=y&a_b=x&ab=w&b=2")]
    [InlineData("a=&b=0&c=+", "b=0&c= ")]
    [InlineData("a=%2B+%252B", "a=+ %2B")]
    [InlineData("a=1=2", "a=1=2")]
    [InlineData("a=%26b%3D2", "a=&b=2")]
    [InlineData("&&a=1&", "a=1")]
    [InlineData("a&b=1", "b=1")]
    public void The_signed_bytes_are_sorted_decoded_once_and_without_empty_values(string body, string expected)
    {
        Assert.Equal(FormBody.Fault.None, Read(body, out var form));
        Assert.Equal(expected, Encoding.Latin1.GetString(form!.Joined()));
    }

    [Fact]
    public void Bytes_are_kept_as_they_came()
    {
        Assert.Equal(FormBody.Fault.None, Read("a=%C4%E3\u00c4\u00e3", out var form));       // GBK, encoded and raw
        Assert.Equal(Convert.FromHexString("613DC4E3C4E3"), form!.Joined());
    }

    [Theory]
    [Trait("Row", "N-12")]
    [InlineData("a=1&a=1")]
    [InlineData("a=1&a=2")]
    [InlineData("a=&a=1")]
    [InlineData("a&a=1")]
    [InlineData("a=1&%61=2")]
    public void The_same_name_twice_is_a_fault(string body) => Assert.Equal(FormBody.Fault.Duplicate, Read(body, out _));

    [Theory]
    [InlineData("a=%")]
    [InlineData("a=%4")]
    [InlineData("a=%zz")]
    [InlineData("a=1%2")]
    [InlineData("=1")]
    [InlineData("%00=1")]
    [InlineData("a%0a=1")]
    [InlineData("%c3%a4=1")]
    [InlineData("\u00e4=1")]
    public void Broken_percent_signs_and_odd_names_are_a_fault(string body) => Assert.Equal(FormBody.Fault.Malformed, Read(body, out _));

    [Theory]
    [InlineData("")]
    [InlineData("&&&")]
    public void Nothing_is_a_fault(string body) => Assert.Equal(FormBody.Fault.Empty, Read(body, out _));

    [Fact]
    public void More_than_200_pairs_are_a_fault()
    {
        Assert.Equal(FormBody.Fault.None, Read(Pairs(200), out _));
        Assert.Equal(FormBody.Fault.Malformed, Read(Pairs(201), out _));
    }

    [Fact]
    public void Values_are_found_by_their_whole_name()
    {
        Read("trade_no=1&out_trade_no=2&trade=3", out var form);
        Assert.Equal("1", form!.Text("trade_no"u8, Encoding.UTF8));
        Assert.Equal("3", form.Text("trade"u8, Encoding.UTF8));
        Assert.Null(form.Text("no"u8, Encoding.UTF8));
    }

    private static string Pairs(int count) => string.Join('&', Enumerable.Range(0, count).Select(i => $"n{i}=1"));
}
