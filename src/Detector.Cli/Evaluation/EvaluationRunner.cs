using Detector.Cli.Evaluation.Data;
using Detector.Cli.Evaluation.Scoring;

namespace Detector.Cli.Evaluation;

/// <summary>Scores pictures several at a time; the answers stay in the pictures' order. Only as many pictures as are
/// scored at a time are in memory.</summary>
/// <param name="scorer">Scores one.</param>
internal sealed class EvaluationRunner(PictureScorer scorer)
{
    /// <summary>Scores all.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="parallel">How many at a time.</param>
    /// <param name="done">Called after each, one call at a time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<ScoredPicture>> RunAsync(
        IReadOnlyList<LabelledPicture> pictures, int parallel, Action<ScoredPicture> done, CancellationToken cancellationToken)
    {
        var results = new ScoredPicture[pictures.Count];
        var gate = new Lock();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, pictures.Count),
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
            async (i, stop) =>
            {
                results[i] = await scorer.ScoreAsync(pictures[i], stop);
                lock (gate)
                {
                    done(results[i]);
                }
            });
        return results;
    }
}
