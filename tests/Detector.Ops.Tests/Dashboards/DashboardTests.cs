using Detector.Ops.Tests.Support;

namespace Detector.Ops.Tests.Dashboards;

/// <summary>The dashboard as a file.</summary>
public sealed class DashboardTests
{
    [Fact]
    public void Rows_AskTheQuestionsInOrder() => Assert.Equal(
        [
            "Are users served?", "Is the GPU the limit?", "Is the queue growing?", "Is the CPU fallback on?",
            "Do scores drift?", "The process",
        ],
        Dashboard.Rows);

    [Fact]
    public void Panels_HaveTitleDescriptionUnitAndQueries()
    {
        Assert.True(Dashboard.Panels.Count > 30);
        Assert.All(Dashboard.Panels, panel =>
        {
            Assert.NotEmpty(panel.Row);
            Assert.NotEmpty(panel.Title);
            Assert.InRange(panel.Description.Length, 20, 300);
            Assert.NotEmpty(panel.Unit);
            Assert.NotEmpty(panel.Queries);
            Assert.All(panel.Queries, Assert.NotEmpty);
        });
    }

    [Fact]
    public void Panels_HaveNumbersAndTitlesOfTheirOwn()
    {
        Assert.Equal(Dashboard.Panels.Count, Dashboard.Panels.Select(panel => panel.Id).Distinct().Count());
        Assert.Equal(Dashboard.Panels.Count, Dashboard.Panels.Select(panel => panel.Title).Distinct().Count());
    }

    [Fact]
    public void Panels_LieBesideEachOther()
    {
        Assert.All(Dashboard.Places, place => Assert.InRange(place.X + place.Width, 1, 24));
        Assert.All(Dashboard.Places, place =>
            Assert.Equal([place], Dashboard.Places.Where(other => other.Overlaps(place))));
    }

    [Fact]
    public void DataSource_IsTheVariableEverywhere()
    {
        Assert.True(Dashboard.HasDataSourceVariable);
        Assert.All(Dashboard.DataSources, source => Assert.Equal("${datasource}", source));
    }

    [Fact]
    public void Queries_FollowTheVariables() => Assert.All(
        Dashboard.Panels.SelectMany(panel => panel.Queries),
        query => Assert.Contains("job=~\"$job\"", query, StringComparison.Ordinal));
}
