using Detector.ModelPackages;
using FsCheck;
using FsCheck.Fluent;

namespace Detector.Tests.ModelPackages;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("scale", "scales", 1)]
    public void Distance_KnownPairs_AreRight(string left, string right, int distance) =>
        Assert.Equal(distance, NearestName.Distance(left, right));

    [Fact]
    public void Distance_AnyPair_IsSymmetricAndBounded() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>((left, right) =>
        {
            var distance = NearestName.Distance(left.Get, right.Get);
            return distance == NearestName.Distance(right.Get, left.Get)
                && distance >= Math.Abs(left.Get.Length - right.Get.Length)
                && distance <= Math.Max(left.Get.Length, right.Get.Length)
                && (distance == 0) == (left.Get == right.Get);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("Overlap", "overlap")]
    [InlineData("maxtiles", "max_tiles")]
    [InlineData("colour", null)]
    [InlineData("z", null)]
    public void Find_Misspelling_GivesTheNearestOrNothing(string misspelt, string? expected) =>
        Assert.Equal(expected, NearestName.Find(misspelt, ["overlap", "max_tiles", "k"]));

    [Fact]
    public void Find_NoNames_IsNothing() => Assert.Null(NearestName.Find("a", []));
}
