using Detector.Load.Tests.Support;
using Detector.Load.Wire;
using Detector.V1;

namespace Detector.Load.Tests.Wire;

public sealed class OutgoingPictureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void Write_APicture_IsReadAsTheContractsRequest(long number)
    {
        var picture = TestPictureBytes.Create(seed: 5, length: 70_000);
        var message = RawMethods.Analyze.RequestMarshaller.Serializer(
            new OutgoingPicture(LoadPicture.Of(picture), number, Priority.Interactive));

        var request = AnalyzeRequest.Parser.ParseFrom(message);

        Assert.Equal(picture, request.Image.ToByteArray());
        Assert.Equal($"load-{number}", request.ClientReference);
        Assert.Equal(Priority.Interactive, request.Priority);
        Assert.Equal(number,
            OutgoingPicture.ParseReference(System.Text.Encoding.UTF8.GetBytes(request.ClientReference)));
    }
}
