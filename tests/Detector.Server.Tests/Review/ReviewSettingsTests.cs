using System.Collections;
using System.Net;
using System.Text.Json.Nodes;
using Detector.Server.Hosting;

namespace Detector.Server.Tests.Review;

/// <summary>What the page is told, and the settings behind it.</summary>
public sealed class ReviewSettingsTests
{
    [Fact]
    public async Task Get_Keyless_NamesLimitsAndHelpLines()
    {
        await using var host = await PageHost.StartAsync(false, ("Decoding:MaxBytes", "1048576"));

        using var response = await host.Client.GetAsync("/review/settings");

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.False(response.Headers.Contains("Set-Cookie"));
        var settings = await PageHost.JsonOf(response);
        Assert.Equal(
            ["signIn", "signedIn", "client", "helpLines", "limits", "csrf"], settings.Select(member => member.Key));
        Assert.Equal((false, false), ((bool)settings["signIn"]!, (bool)settings["signedIn"]!));
        Assert.Null(settings["client"]);
        Assert.Null(settings["csrf"]);
        var limits = settings["limits"]!;
        Assert.Equal(1 << 20, (int)limits["maxBytes"]!);
        Assert.True((long)limits["maxPixels"]! > 0);
        Assert.True((int)limits["minSide"]! > 0);
        Assert.Contains("jpeg", limits["formats"]!.AsArray().Select(format => (string)format!));
        var lines = settings["helpLines"]!.AsArray();
        Assert.Equal(
            [("minors", "Child Focus", "116 000"),
                ("adults", "Institute for the Equality of Women and Men", "0800/12 800")],
            lines.Select(line => ((string)line!["audience"]!, (string)line["name"]!, (string)line["number"]!)));
        Assert.Equal("Instituut voor de gelijkheid van vrouwen en mannen", (string)lines[1]!["names"]!["nl"]!);
    }

    [Fact]
    public async Task Get_WithKeys_TellsWhoIsSignedIn()
    {
        await using var host = await PageHost.StartAsync(keys: true);
        var (cookie, csrf) = await host.SignedInAsync(PageHost.KeyB);

        var nobody = await SettingsAsync(host, null);
        var somebody = await SettingsAsync(host, cookie);

        Assert.Equal((true, false), ((bool)nobody["signIn"]!, (bool)nobody["signedIn"]!));
        Assert.Null(nobody["client"]);
        Assert.Null(nobody["csrf"]);
        Assert.Equal((true, true), ((bool)somebody["signIn"]!, (bool)somebody["signedIn"]!));
        Assert.Equal("b", (string)somebody["client"]!);
        Assert.Equal(csrf, (string)somebody["csrf"]!);
    }

    [Fact]
    public async Task Get_HelpLinesSet_AreThoseAndNoOthers()
    {
        await using var host = await PageHost.StartAsync(
            false, ("Review:HelpLines:0:Audience", "adults"), ("Review:HelpLines:0:Name", "Line"),
            ("Review:HelpLines:0:Number", "1712"), ("Review:HelpLines:0:Names:fr", "Ligne"));

        var line = Assert.Single((await SettingsAsync(host, null))["helpLines"]!.AsArray())!;

        Assert.Equal(
            ("adults", "Line", "1712"),
            ((string)line["audience"]!, (string)line["name"]!, (string)line["number"]!));
        Assert.Null(line["url"]);
        Assert.Equal("Ligne", (string)line["names"]!["fr"]!);
    }

    [Theory]
    [InlineData("--Review:Enable=false", "Review:Enable is no setting of this server. Did you mean Review:Enabled?")]
    [InlineData("--Review:Enabled=maybe", "Review:Enabled is \"maybe\": true or false is wanted.")]
    [InlineData("--Review:SessionMinutes=0", "Review:SessionMinutes is \"0\": allowed are 1 to 10080.")]
    [InlineData("--Review:MaxSessions=-1", "Review:MaxSessions is \"-1\": allowed are 1 to 100000.")]
    [InlineData("--Review:HelpLines:0:Phone=1", "Review:HelpLines:0:Phone is no setting of this server.")]
    [InlineData("--Review:HelpLines:0:Audience=all", "Review:HelpLines:0:Audience is \"all\": one of minors, adults")]
    [InlineData("--Review:HelpLines:0:Name=x", "Review:HelpLines:0:Number has 0 characters; 1 to 40 are")]
    [InlineData("--Review:HelpLines:0:Names:es=x", "Review:HelpLines:0:Names:es is no language of the page")]
    [InlineData("--Review:HelpLines:0:Url=javascript:x", "Review:HelpLines:0:Url is \"javascript:x\"; an absolute")]
    public async Task Run_BadSetting_SaysSo(string argument, string message)
    {
        using var error = new StringWriter();

        var exitCode = await new ServerProgram(TextWriter.Null, error).RunAsync([argument], new Hashtable());

        Assert.Equal(ServerProgram.BadUsage, exitCode);
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error.ToString(), StringComparison.Ordinal);
    }

    private static async Task<JsonObject> SettingsAsync(PageHost host, string? cookie)
    {
        using var response = await host.SendAsync(HttpMethod.Get, "/review/settings", null, ("Cookie", cookie));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await PageHost.JsonOf(response);
    }
}
