using HumanRights.Identity.People;

namespace HumanRights.Identity.Tests.Specs;

public sealed class EmailAddressSpecs
{
    [Theory]
    [InlineData("ana@example.invalid")]
    [InlineData("Ana.Maria+course@cm-exemplo.gov.pt")]
    [InlineData("josé@ministério.example")]
    [InlineData("用户@例子.example")]
    [InlineData("o'brien@example.ie")]
    public void Letters_can_be_sent_to(string address) => EmailAddress.IsValid(address).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("ana")]
    [InlineData("ana@")]
    [InlineData("@example.invalid")]
    [InlineData("ana@example")]
    [InlineData("ana@example.")]
    [InlineData("ana@.example.invalid")]
    [InlineData("ana@exa mple.invalid")]
    [InlineData(".ana@example.invalid")]
    [InlineData("a..na@example.invalid")]
    [InlineData("ana@example.invalid\r\nBcc: rui@example.invalid")]
    [InlineData("ana\n@example.invalid")]
    [InlineData("ana@example.invalid\r")]
    [InlineData("ana\u0000@example.invalid")]
    [InlineData("ana\u202e@example.invalid")]
    [InlineData("ana,rui@example.invalid")]
    [InlineData("\"ana\"@example.invalid")]
    [InlineData("ana <ana@example.invalid>")]
    [InlineData("ana@[127.0.0.1]")]
    public void No_letter_can_be_sent_to(string address) => EmailAddress.IsValid(address).ShouldBeFalse();

    [Fact]
    public void Longer_than_254_characters_is_none() => (EmailAddress.IsValid(OfLength(254)), EmailAddress.IsValid(OfLength(255))).ShouldBe((true, false));

    [Theory]
    [InlineData("ANA@Example.INVALID", "ana@example.invalid")]
    [InlineData(" ana@example.invalid ", "ana@example.invalid")]
    [InlineData("ana@ministério.example", "ana@xn--ministrio-g4a.example")]
    [InlineData("ana@xn--ministrio-g4a.example", "ana@xn--ministrio-g4a.example")]
    [InlineData("jose\u0301@example.invalid", "jos\u00e9@example.invalid")]
    public void One_address_has_one_key(string address, string key) => Person.KeyOf(address).ShouldBe(key);

    static string OfLength(int length)
    {
        var domain = string.Join('.', new string('b', 60), new string('c', 60), new string('d', 60), "invalid");
        return new string('a', 60) + "@" + new string('e', length - domain.Length - 62) + "." + domain;
    }
}
