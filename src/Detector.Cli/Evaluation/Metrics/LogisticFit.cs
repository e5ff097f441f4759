namespace Detector.Cli.Evaluation.Metrics;

/// <summary>
/// Logistic regression with a ridge, fitted by Newton's method (iteratively reweighted least squares; Hastie,
/// Tibshirani and Friedman 2009, 4.4.1). Columns are brought to mean 0 and deviation 1 first; the bias is not
/// penalised.
/// </summary>
internal sealed class LogisticFit
{
    private const double Ridge = 1;
    private const int MostSteps = 50;
    private const double Enough = 1e-9;

    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _weights;

    private LogisticFit(double[] means, double[] scales, double[] weights) =>
        (_means, _scales, _weights) = (means, scales, weights);

    /// <summary>Fits; both classes weigh the same.</summary>
    /// <param name="rows">As many numbers each.</param>
    /// <param name="labels">One per row; both kinds occur.</param>
    public static LogisticFit Of(IReadOnlyList<double[]> rows, IReadOnlyList<bool> labels)
    {
        var columns = rows[0].Length;
        var means = Columns(columns, c => rows.Average(row => row[c]));
        var scales = Columns(columns, c => Math.Sqrt(rows.Average(row => (row[c] - means[c]) * (row[c] - means[c]))));
        var fit = new LogisticFit(means, scales, new double[columns + 1]);
        var inputs = rows.Select(fit.Standard).ToList();
        var fakes = labels.Count(label => label);
        var shares = labels.Select(label => rows.Count / 2.0 / (label ? fakes : rows.Count - fakes)).ToList();
        for (var i = 0; i < MostSteps && fit.Step(inputs, labels, shares) > Enough; i++)
        {
            // Each step is made by the condition.
        }

        return fit;
    }

    /// <summary>The logit of a row.</summary>
    /// <param name="row">As many numbers as the fitted ones.</param>
    public double Logit(double[] row) => Dot(Standard(row));

    private static double[] Columns(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(value)];

    /// <summary>With a 1 for the bias behind; a constant column says nothing.</summary>
    private double[] Standard(double[] row) =>
        [.. row.Select((value, c) => _scales[c] > 1e-12 ? (value - _means[c]) / _scales[c] : 0), 1];

    private double Dot(double[] input) => input.Zip(_weights, (x, w) => x * w).Sum();

    /// <summary>One step; the largest change of a weight.</summary>
    private double Step(List<double[]> inputs, IReadOnlyList<bool> labels, List<double> shares)
    {
        var size = _weights.Length;
        var (hessian, gradient) = (new double[size, size], new double[size]);
        for (var i = 0; i < inputs.Count; i++)
        {
            var p = 1 / (1 + Math.Exp(-Dot(inputs[i])));
            for (var a = 0; a < size; a++)
            {
                gradient[a] += shares[i] * (p - (labels[i] ? 1 : 0)) * inputs[i][a];
                for (var b = 0; b < size; b++)
                {
                    hessian[a, b] += shares[i] * p * (1 - p) * inputs[i][a] * inputs[i][b];
                }
            }
        }

        for (var a = 0; a < size; a++)
        {
            hessian[a, a] += a < size - 1 ? Ridge : Enough;
            gradient[a] += a < size - 1 ? Ridge * _weights[a] : 0;
        }

        var change = Solve(hessian, gradient);
        for (var a = 0; a < size; a++)
        {
            _weights[a] -= change[a];
        }

        return change.Max(Math.Abs);
    }

    /// <summary>Gauss' elimination; the matrix is positive definite, so no pivot is needed.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var size = right.Length;
        for (var k = 0; k < size; k++)
        {
            for (var row = k + 1; row < size; row++)
            {
                var factor = matrix[row, k] / matrix[k, k];
                right[row] -= factor * right[k];
                for (var column = k; column < size; column++)
                {
                    matrix[row, column] -= factor * matrix[k, column];
                }
            }
        }

        for (var k = size - 1; k >= 0; k--)
        {
            for (var column = k + 1; column < size; column++)
            {
                right[k] -= matrix[k, column] * right[column];
            }

            right[k] /= matrix[k, k];
        }

        return right;
    }
}
