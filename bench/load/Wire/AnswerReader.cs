using Detector.V1;

namespace Detector.Load.Wire;

/// <summary>Reads only what is measured out of an AnalyzeResponse; maps and regions are passed over.</summary>
internal static class AnswerReader
{
    /// <summary>Reads one message.</summary>
    /// <exception cref="InvalidDataException">It is no AnalyzeResponse.</exception>
    public static Answer Read(ReadOnlySpan<byte> message)
    {
        var number = 0L;
        ReadOnlySpan<byte> analysis = default;
        ReadOnlySpan<byte> failure = default;
        var failed = false;
        var fields = new FieldReader(message);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case AnalyzeResponse.ClientReferenceFieldNumber:
                    number = OutgoingPicture.ParseReference(fields.Bytes);
                    break;
                case AnalyzeResponse.AnalysisFieldNumber:
                    analysis = fields.Bytes;
                    break;
                case AnalyzeResponse.FailureFieldNumber:
                    failure = fields.Bytes;
                    failed = true;
                    break;
            }
        }

        return failed ? ReadFailure(number, failure) : ReadAnalysis(number, analysis);
    }

    private static Answer ReadFailure(long number, ReadOnlySpan<byte> message)
    {
        var (reason, code) = ("", 0);
        var fields = new FieldReader(message);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case AnalysisFailure.ReasonFieldNumber:
                    reason = fields.Text;
                    break;
                case AnalysisFailure.CodeFieldNumber:
                    code = fields.Int32;
                    break;
            }
        }

        return new Answer { Number = number, FailureReason = reason, FailureCode = code };
    }

    private static Answer ReadAnalysis(long number, ReadOnlySpan<byte> message)
    {
        var (sha256, tiles, batchTiles, stages) = ("", 0, 0.0, default(StageMilliseconds));
        var fields = new FieldReader(message);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case Analysis.Sha256FieldNumber:
                    sha256 = fields.Text;
                    break;
                case Analysis.TimingsFieldNumber:
                    stages = ReadStages(fields.Bytes);
                    break;
                case Analysis.TilesFieldNumber:
                    tiles = fields.Int32;
                    break;
                case Analysis.BatchTilesFieldNumber:
                    batchTiles = fields.Double;
                    break;
            }
        }

        return new Answer { Number = number, Sha256 = sha256, Tiles = tiles, BatchTiles = batchTiles, Stages = stages };
    }

    private static StageMilliseconds ReadStages(ReadOnlySpan<byte> message)
    {
        Span<double> values = stackalloc double[Timings.TotalFieldNumber + 1];
        values.Clear();
        var fields = new FieldReader(message);
        while (fields.Next())
        {
            if (fields.Field < values.Length)
            {
                values[fields.Field] = fields.Double;
            }
        }

        return new StageMilliseconds(
            values[Timings.DecodeFieldNumber], values[Timings.PreprocessFieldNumber], values[Timings.QueueFieldNumber],
            values[Timings.InferenceFieldNumber], values[Timings.PostprocessFieldNumber],
            values[Timings.TotalFieldNumber]);
    }
}
