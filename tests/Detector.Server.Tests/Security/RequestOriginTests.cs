using System.Net;
using Detector.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Detector.Server.Tests.Security;

public sealed class RequestOriginTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost:8080")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("[::1]:8080")]
    public void Check_KeylessUnderAName_OfThisMachine_IsAnswered(string host) =>
        Assert.Null(Check("GET", host, keyless: true));

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:8080")]
    [InlineData("localhost.evil.example")]
    [InlineData("10.0.0.7:8080")]
    [InlineData("[2001:db8::1]")]
    [InlineData("")]
    public void Check_KeylessUnderAnotherName_IsRefused(string host)
    {
        var failure = Check("GET", host, keyless: true);

        Assert.Equal("not_allowed", failure?.Reason);
        Assert.Null(Check("GET", host, keyless: false));
    }

    [Theory]
    [InlineData("HTTP/2", "http", "application/grpc", true)]
    [InlineData("HTTP/2", "http", "application/grpc+proto", true)]
    [InlineData("HTTP/2", "http", "application/json", false)]
    [InlineData("HTTP/2", "https", "application/grpc", false)]
    [InlineData("HTTP/1.1", "http", "application/grpc", false)]
    public void Check_KeylessThroughATunnel_IsAnsweredForGrpcAlone(
        string protocol, string scheme, string contentType, bool answered)
    {
        var failure = Check("POST", "tunnel.example", keyless: true, request =>
        {
            (request.Protocol, request.Scheme, request.ContentType) = (protocol, scheme, contentType);
        });

        Assert.Equal(answered, failure is null);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.7", false)]
    public void Check_KeylessOnAnAddress_IsAnsweredOnLoopbackOnly(string local, bool answered)
    {
        var failure = Check("GET", "localhost", keyless: true, request =>
            request.HttpContext.Connection.LocalIpAddress = IPAddress.Parse(local));

        Assert.Equal(answered, failure is null);
    }

    [Theory]
    [InlineData("POST", null, null, true)]
    [InlineData("POST", "http://localhost:8080", null, true)]
    [InlineData("POST", "https://LOCALHOST:8080", null, true)]
    [InlineData("POST", "http://localhost:9090", null, false)]
    [InlineData("POST", "http://evil.example", null, false)]
    [InlineData("POST", "http://localhost:8080.evil.example", null, false)]
    [InlineData("POST", "null", null, false)]
    [InlineData("POST", "", null, false)]
    [InlineData("PUT", "http://evil.example", null, false)]
    [InlineData("DELETE", "http://evil.example", null, false)]
    [InlineData("GET", "http://evil.example", "cross-site", true)]
    [InlineData("HEAD", "http://evil.example", null, true)]
    [InlineData("POST", "http://localhost:8080", "same-origin", true)]
    [InlineData("POST", null, "none", true)]
    [InlineData("POST", null, "cross-site", false)]
    [InlineData("POST", "http://localhost:8080", "same-site", false)]
    public void Check_PageOfSomeOrigin_MayChangeOnlyItsOwn(string method, string? origin, string? site, bool answered)
    {
        foreach (var keyless in new[] { true, false })
        {
            var failure = Check(method, "localhost:8080", keyless, request =>
            {
                if (origin is not null)
                {
                    request.Headers.Origin = origin;
                }

                if (site is not null)
                {
                    request.Headers["Sec-Fetch-Site"] = site;
                }
            });

            Assert.Equal(answered ? null : "not_allowed", failure?.Reason);
        }
    }

    private static Analysis.CallFailure? Check(
        string method, string host, bool keyless, Action<HttpRequest>? change = null)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Host) = (method, new HostString(host));
        (request.Scheme, request.Protocol) = ("http", "HTTP/1.1");
        change?.Invoke(request);
        return RequestOrigin.Check(request.HttpContext, keyless);
    }
}
