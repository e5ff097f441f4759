using System.Buffers.Binary;
using System.Text;
using Detector.Decoding;
using Detector.Decoding.Vips;
using FsCheck;
using FsCheck.Fluent;

namespace Detector.Tests.Decoding;

public sealed class IccProfileTests
{
    [Fact]
    public void IsSrgb_ProfileOfLittleCms_IsTrue()
    {
        Assert.True(IccProfile.IsSrgb(EmbeddedProfile(TestImages.Asset("srgb_profile.jpg"))));
    }

    [Fact]
    public void IsSrgb_DisplayP3_IsFalse()
    {
        var file = TestImages.Encode(
            "jpeg", TestImages.Pattern(), prepare: ["icc_transform output_profile=p3,input_profile=srgb"]);
        var profile = EmbeddedProfile(file);

        Assert.NotEmpty(profile);
        Assert.False(IccProfile.IsSrgb(profile));
    }

    [Theory]
    [InlineData("sRGB IEC61966-2.1", "RGB ", true)]
    [InlineData("c2", "RGB ", true)]
    [InlineData("Adobe RGB (1998)", "RGB ", false)]
    [InlineData("sRGB", "GRAY", false)]
    public void IsSrgb_VersionTwo_GoesByNameAndSpace(string name, string space, bool expected)
    {
        Assert.Equal(expected, IccProfile.IsSrgb(VersionTwo(name, space)));
    }

    [Fact]
    public void IsSrgb_AnyBytes_DoesNotThrow()
    {
        var whole = VersionTwo("sRGB", "RGB ");
        var profiles = from place in Gen.Choose(0, whole.Length - 1)
                       from value in Gen.Choose(0, 255)
                       from length in Gen.Choose(0, whole.Length)
                       select Changed(whole, place, (byte)value)[..length];

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(profiles.ToArbitrary(), p => IccProfile.IsSrgb(p) || true));
    }

    private static byte[] Changed(byte[] bytes, int place, byte value)
    {
        var copy = bytes.ToArray();
        copy[place] = value;
        return copy;
    }

    private static byte[] VersionTwo(string name, string space)
    {
        var text = Encoding.ASCII.GetBytes(name + "\0");
        var profile = new byte[144 + 12 + text.Length];
        Encoding.ASCII.GetBytes(space).CopyTo(profile, 16);
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(128), 1);
        Encoding.ASCII.GetBytes("desc").CopyTo(profile, 132);
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(136), 144);
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(140), 12 + text.Length);
        Encoding.ASCII.GetBytes("desc").CopyTo(profile, 144);
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(152), text.Length);
        text.CopyTo(profile, 156);
        return profile;
    }

    private static unsafe byte[] EmbeddedProfile(byte[] jpeg)
    {
        using var session = VipsSession.Begin();
        fixed (byte* data = jpeg)
        {
            using var operation = new VipsOperation("jpegload_buffer");
            using var image = operation.Set("buffer", data, jpeg.Length).RunToImage();
            return image.Profile().ToArray();
        }
    }
}
