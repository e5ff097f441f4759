using System.Text;

namespace Detector.Server.Tests.Http;

/// <summary>Forms that hold no picture, more than one, or are broken.</summary>
public class ImageBodyTests
{
    private const string Path = "/v1/analyze";

    [Fact]
    public async Task Post_FormOfTwoPictures_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.Client.PostAsync(
            Path, TestCalls.Form(("image", TestCalls.Picture), ("image", TestCalls.Picture)));

        var problem = await TestCalls.ProblemAsync(response, 400, "invalid_field");
        Assert.Contains("more than one part", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("picture")]
    [InlineData("Image")]
    public async Task Post_FormOfAnotherName_IsRefusedByIt(string name)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.Client.PostAsync(Path, TestCalls.Form((name, TestCalls.Picture)));

        var problem = await TestCalls.ProblemAsync(response, 400, "invalid_field");
        Assert.Equal(name, (string)problem["field"]!);
    }

    [Fact]
    public async Task Post_SettingsInForm_AreRefused()
    {
        await using var host = await ApiHost.StartAsync();
        using var form = TestCalls.Form(("image", TestCalls.Picture));
        form.Add(new StringContent("true"), "map");

        using var response = await host.Client.PostAsync(Path, form);

        var problem = await TestCalls.ProblemAsync(response, 400, "invalid_field");
        Assert.Equal("map", (string)problem["field"]!);
        Assert.Contains("query parameters", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--x--\r\n", "invalid_field")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\nabc", "malformed_request")]
    [InlineData("--x\r\nContent-Dispo", "malformed_request")]
    [InlineData("no boundary", "malformed_request")]
    [InlineData("", "malformed_request")]
    [InlineData("--x\r\nContent-Disposition: attachment; name=\"image\"\r\n\r\nabc\r\n--x--\r\n", "invalid_field")]
    [InlineData("--x\r\n\r\nabc\r\n--x--\r\n", "invalid_field")]
    public async Task Post_BrokenForm_IsRefused(string body, string reason)
    {
        await using var host = await ApiHost.StartAsync();
        using var content = TestCalls.Body(Encoding.ASCII.GetBytes(body));
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");

        using var response = await host.Client.PostAsync(Path, content);

        await TestCalls.ProblemAsync(response, 400, reason);
    }

    [Fact]
    public async Task Post_FormWithHugeHeaders_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();
        var header = $"X-A: {new string('a', 40_000)}";
        using var content = TestCalls.Body(Encoding.ASCII.GetBytes(
            $"--x\r\nContent-Disposition: form-data; name=\"image\"\r\n{header}\r\n\r\nabc\r\n--x--\r\n"));
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");

        using var response = await host.Client.PostAsync(Path, content);

        await TestCalls.ProblemAsync(response, 400, "malformed_request");
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=\"\"")]
    public async Task Post_FormWithoutBoundary_IsRefused(string type)
    {
        await using var host = await ApiHost.StartAsync();
        using var content = TestCalls.Body(TestCalls.Picture);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var response = await host.Client.PostAsync(Path, content);

        await TestCalls.ProblemAsync(response, 400, "malformed_request");
    }
}
