using System.Text;
using System.Text.RegularExpressions;
using Detector.Server.Review;

namespace Detector.Server.Tests.Review;

/// <summary>
/// What stands in the page's files: nothing that its policy forbids, nothing that could run what others wrote.
/// </summary>
public sealed partial class PageScanTests
{
    /// <summary>Names of XML vocabularies look like addresses; nobody fetches them.</summary>
    private const string Vocabularies = "http://www.w3.org/";

    public static TheoryData<string> Texts => [.. PageFiles.All
        .Where(file => Path.GetExtension(file.Name) is ".html" or ".js" or ".css" or ".json" or ".svg" or ".txt")
        .Select(file => file.Name)];

    public static TheoryData<string> Markup => Named(".html", ".svg");

    public static TheoryData<string> Scripts => Named(".js");

    [Theory]
    [MemberData(nameof(Texts))]
    public void File_NamesNoAddressElsewhere(string name)
    {
        var text = TextOf(name).Replace(Vocabularies, "", StringComparison.Ordinal);

        Assert.Empty(Addresses().Matches(text).Select(match => match.Value));
    }

    [Theory]
    [MemberData(nameof(Markup))]
    public void Markup_HasNoInlineScriptStyleOrHandler(string name)
    {
        var text = TextOf(name);

        Assert.Empty(InlineMarkup().Matches(text).Select(match => match.Value));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_MakesNoMarkupOrCodeOutOfText(string name)
    {
        var text = TextOf(name);

        Assert.Empty(Dangerous().Matches(text).Select(match => match.Value));
    }

    [Theory]
    [InlineData("<a href='https://example.org'>", 1)]
    [InlineData("import '//example.org/a.js'", 1)]
    [InlineData("url(//example.org/a.png)", 1)]
    [InlineData("// a comment // and more", 0)]
    public void Addresses_AreFound(string text, int count) => Assert.Equal(count, Addresses().Count(text));

    [Theory]
    [InlineData("<script>x</script>", 1)]
    [InlineData("<script src=\"a.js\" type=\"module\"></script>", 0)]
    [InlineData("<style>x</style>", 1)]
    [InlineData("<p style='x'>", 1)]
    [InlineData("<p onclick='x'>", 1)]
    [InlineData("<a href=\"javascript:x\">", 1)]
    [InlineData("<p class=\"on\" data-only=\"x\">on = off</p>", 0)]
    public void InlineMarkup_IsFound(string text, int count) => Assert.Equal(count, InlineMarkup().Count(text));

    [Theory]
    [InlineData("a.innerHTML = b", 1)]
    [InlineData("a.insertAdjacentHTML('x', b)", 1)]
    [InlineData("document.write(b)", 1)]
    [InlineData("eval(b)", 1)]
    [InlineData("new Function(b)", 1)]
    [InlineData("a.setAttribute('style', b)", 1)]
    [InlineData("retrieval(b); new Functional(b)", 0)]
    public void Dangerous_IsFound(string text, int count) => Assert.Equal(count, Dangerous().Count(text));

    private static TheoryData<string> Named(params string[] endings) =>
        [.. PageFiles.All.Select(file => file.Name).Where(name => endings.Contains(Path.GetExtension(name)))];

    private static string TextOf(string name) =>
        Encoding.UTF8.GetString(PageFiles.All.Single(file => file.Name == name).Bytes.Span);

    [GeneratedRegex("""(?:https?|wss?|ftp)://\w|["'`(]//\w""", RegexOptions.IgnoreCase)]
    private static partial Regex Addresses();

    [GeneratedRegex(
        """<script(?![^>]*\ssrc=)|<style|<[^>]*\sstyle\s*=|<[^>]*\son\w+\s*=|javascript:""", RegexOptions.IgnoreCase)]
    private static partial Regex InlineMarkup();

    [GeneratedRegex(
        """\b(?:inner|outer)HTML\b|\binsertAdjacentHTML\b|\bdocument\.write|\beval\(|\bFunction\(|"""
        + """\bsetAttribute\(\s*['"]style""")]
    private static partial Regex Dangerous();
}
