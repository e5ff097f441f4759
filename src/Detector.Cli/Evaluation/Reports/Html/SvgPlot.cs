using System.Text;
using static System.FormattableString;

namespace Detector.Cli.Evaluation.Reports.Html;

/// <summary>A small plot as inline SVG; colours come from the page's classes c0 to c5.</summary>
internal sealed class SvgPlot
{
    private const double Width = 340;
    private const double Height = 250;
    private const double Left = 46;
    private const double Right = 12;
    private const double Top = 28;
    private const double Bottom = 40;

    private readonly StringBuilder _svg = new();
    private readonly (double Low, double High) _x;
    private readonly (double Low, double High) _y;
    private int _legend;

    /// <summary>Draws frame, ticks and labels.</summary>
    /// <param name="title">Above it; also its name for screen readers.</param>
    /// <param name="xLabel">Below it.</param>
    /// <param name="x">Ends of the x axis.</param>
    /// <param name="xTicks">Where numbers stand on it.</param>
    /// <param name="y">Ends of the y axis.</param>
    public SvgPlot(
        string title, string xLabel, (double Low, double High) x, IReadOnlyList<double> xTicks, (double Low, double High) y)
    {
        (_x, _y) = (x, y);
        var name = HtmlText.Escape(title);
        _svg.Append(Invariant($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{name}\">"));
        Text(Left, 16, title, "title");
        foreach (var tick in xTicks)
        {
            _svg.Append(Invariant($"<path class=\"grid\" d=\"M{X(tick):0.##} {Top}V{Height - Bottom}\"/>"));
            Text(X(tick), Height - Bottom + 14, Invariant($"{tick:0.##}"), "tick middle");
        }

        for (var i = 0; i <= 4; i++)
        {
            var tick = y.Low + (i * (y.High - y.Low) / 4);
            _svg.Append(Invariant($"<path class=\"grid\" d=\"M{Left} {Y(tick):0.##}H{Width - Right}\"/>"));
            Text(Left - 5, Y(tick) + 4, Invariant($"{tick:0.##}"), "tick end");
        }

        Text((Left + Width - Right) / 2, Height - 8, xLabel, "tick middle");
    }

    /// <summary>A line.</summary>
    /// <param name="points">In order.</param>
    /// <param name="style">Class of the colour, such as c0; or faint.</param>
    public SvgPlot Line(IEnumerable<(double X, double Y)> points, string style)
    {
        var path = string.Join('L', points.Select(p => Invariant($"{X(p.X):0.##} {Y(p.Y):0.##}")));
        _svg.Append(Invariant($"<path class=\"line {style}\" d=\"M{path}\"/>"));
        return this;
    }

    /// <summary>A dot, with its interval where there is one.</summary>
    /// <param name="x">Where.</param>
    /// <param name="y">How high.</param>
    /// <param name="style">Class of the colour.</param>
    /// <param name="interval">Lower and upper end; null for none.</param>
    public SvgPlot Dot(double x, double y, string style, IReadOnlyList<double>? interval = null)
    {
        if (interval is [var low, var high])
        {
            _svg.Append(Invariant($"<path class=\"line {style}\" d=\"M{X(x):0.##} {Y(low):0.##}V{Y(high):0.##}\"/>"));
        }

        _svg.Append(Invariant($"<circle class=\"dot {style}\" cx=\"{X(x):0.##}\" cy=\"{Y(y):0.##}\" r=\"3.5\"/>"));
        return this;
    }

    /// <summary>A bar that stands on the axis.</summary>
    /// <param name="from">Left end.</param>
    /// <param name="to">Right end.</param>
    /// <param name="height">How high.</param>
    /// <param name="style">Class of the colour.</param>
    public SvgPlot Bar(double from, double to, double height, string style)
    {
        var (top, bottom) = (Y(height), Y(_y.Low));
        _svg.Append(Invariant(
            $"<rect class=\"dot {style}\" x=\"{X(from) + 0.5:0.##}\" y=\"{top:0.##}\" width=\"{X(to) - X(from) - 1:0.##}\" "));
        _svg.Append(Invariant($"height=\"{bottom - top:0.##}\"/>"));
        return this;
    }

    /// <summary>A vertical mark.</summary>
    /// <param name="x">Where.</param>
    public SvgPlot Mark(double x)
    {
        _svg.Append(Invariant($"<path class=\"line faint\" d=\"M{X(x):0.##} {Top}V{Height - Bottom}\"/>"));
        return this;
    }

    /// <summary>A name of a colour, below the others.</summary>
    /// <param name="text">The name.</param>
    /// <param name="style">Class of the colour.</param>
    public SvgPlot Legend(string text, string style)
    {
        var y = Height - Bottom - 10 - (14 * _legend++);
        _svg.Append(Invariant($"<circle class=\"dot {style}\" cx=\"{Width - Right - 110}\" cy=\"{y - 4}\" r=\"4\"/>"));
        Text(Width - Right - 102, y, text, "tick");
        return this;
    }

    /// <summary>The SVG element.</summary>
    public override string ToString() => _svg + "</svg>";

    private double X(double value) => Left + ((Width - Left - Right) * (value - _x.Low) / (_x.High - _x.Low));

    private double Y(double value) => Height - Bottom
        - ((Height - Top - Bottom) * (Math.Clamp(value, _y.Low, _y.High) - _y.Low) / (_y.High - _y.Low));

    private void Text(double x, double y, string text, string style) =>
        _svg.Append(Invariant($"<text class=\"{style}\" x=\"{x:0.##}\" y=\"{y:0.##}\">{HtmlText.Escape(text)}</text>"));
}
