using Detector.ModelPackages;

namespace Detector.Calibration;

/// <summary>Turns the raw values of a model's score output into one logit (log-odds of manipulated) per tile.</summary>
public static class TileLogits
{
    /// <summary>
    /// Converts by <see cref="ScoreOutputSpec.Kind"/>: a logit stays, a probability p becomes ln(p / (1 - p)) with p
    /// kept 1e-7 from both ends, class scores z become z[i] - ln(sum of e^z[j] over the other classes), which is the
    /// logit of class i's softmax probability.
    /// </summary>
    /// <param name="output">What the values are.</param>
    /// <param name="values">One value per tile; softmax: one row of class scores per tile.</param>
    /// <param name="logits">Receives one logit per tile.</param>
    /// <exception cref="AnalysisException">A value is not a finite number (<c>inference_failed</c>).</exception>
    /// <exception cref="ArgumentException">The number of values does not fit the number of tiles.</exception>
    public static void Convert(ScoreOutputSpec output, ReadOnlySpan<float> values, Span<float> logits)
    {
        ArgumentNullException.ThrowIfNull(output);
        var classes = logits.IsEmpty ? 1 : values.Length / logits.Length;
        CheckShape(output, values.Length, logits.Length, classes);
        for (var tile = 0; tile < logits.Length; tile++)
        {
            var row = values.Slice(tile * classes, classes);
            CheckFinite(output, row);
            logits[tile] = output.Kind switch
            {
                OutputKind.Logit => row[0],
                OutputKind.Probability => (float)LogOdds.FromProbability(row[0]),
                _ => AgainstTheRest(row, output.Index),
            };
        }
    }

    private static void CheckShape(ScoreOutputSpec output, int values, int tiles, int classes)
    {
        var fits = output.Kind == OutputKind.Softmax
            ? classes >= 2 && (uint)output.Index < (uint)classes
            : classes == 1;
        if (!fits || classes * tiles != values)
        {
            throw new ArgumentException(
                $"Output '{output.Name}' ({output.Kind}, index {output.Index}) has {values} values " +
                $"for {tiles} tiles; expected one per tile, or for softmax two or more classes, the index among them.",
                nameof(values));
        }
    }

    /// <summary>A value that is no number would compare under every threshold and pass for "no evidence".</summary>
    private static void CheckFinite(ScoreOutputSpec output, ReadOnlySpan<float> row)
    {
        foreach (var value in row)
        {
            if (!float.IsFinite(value))
            {
                throw new AnalysisException(
                    AnalysisErrorReason.InferenceFailed,
                    $"Output '{output.Name}' holds {value}, not a finite number: verify the model package.");
            }
        }
    }

    private static float AgainstTheRest(ReadOnlySpan<float> scores, int index)
    {
        // Taking the largest out of the sum keeps every exponential within 0 to 1.
        var largest = double.NegativeInfinity;
        for (var i = 0; i < scores.Length; i++)
        {
            largest = i == index ? largest : Math.Max(largest, scores[i]);
        }

        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            sum += i == index ? 0 : Math.Exp(scores[i] - largest);
        }

        return (float)(scores[index] - largest - Math.Log(sum));
    }
}
