using System.Security.Authentication;
using Detector.Client.Tests.Support;
using Grpc.Core;

namespace Detector.Client.Tests;

public sealed class FailureReaderTests
{
    [Fact]
    public void From_Details_AreAllRead()
    {
        var e = FailureReader.From(Script.Failure(
            StatusCode.InvalidArgument, "invalid_field", "Wrong.", TimeSpan.FromSeconds(1.5), "priority"));

        Assert.Equal(
            (StatusCode.InvalidArgument, "invalid_field", "Wrong.", "priority", TimeSpan.FromSeconds(1.5)),
            (e.StatusCode, e.Reason, e.Message, e.Field!, e.RetryAfter!.Value));
    }

    [Theory]
    [InlineData(new byte[] { 255, 255, 1 })]
    [InlineData(new byte[0])]
    public void From_DamagedDetails_KeepCodeAndWords(byte[] details)
    {
        var e = FailureReader.From(new RpcException(
            new Status(StatusCode.FailedPrecondition, "words"), new Metadata { { "grpc-status-details-bin", details } }));

        Assert.Equal((StatusCode.FailedPrecondition, ClientReason.Unexplained), (e.StatusCode, e.Reason));
        Assert.Contains("words", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_ProxyWithoutDetails_IsUnreachableOrUnexplained()
    {
        Assert.Equal(ClientReason.Unreachable, From(StatusCode.Unavailable).Reason);
        Assert.Equal(ClientReason.NotADetector, From(StatusCode.Unimplemented).Reason);
        Assert.Equal(ClientReason.Unexplained, From(StatusCode.PermissionDenied).Reason);
        Assert.Equal(ClientReason.DeadlineExceeded, From(StatusCode.DeadlineExceeded).Reason);
    }

    [Fact]
    public void From_TransportBroke_IsUnavailableWhateverTheCode()
    {
        var e = From(StatusCode.Internal, new HttpRequestException("outer", new IOException("The connection was reset.")));

        Assert.Equal((StatusCode.Unavailable, ClientReason.Unreachable), (e.StatusCode, e.Reason));
        Assert.Contains("The connection was reset.", e.Message, StringComparison.Ordinal);
        Assert.Equal(
            ClientReason.Untrusted,
            From(StatusCode.Internal, new HttpRequestException("outer", new AuthenticationException("root"))).Reason);
    }

    private static DetectorException From(StatusCode code, Exception? cause = null) =>
        FailureReader.From(new RpcException(new Status(code, "words", cause)));
}
