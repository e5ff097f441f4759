namespace Detector.ModelPackages;

/// <summary>Guesses which name a misspelt one stands for.</summary>
internal static class NearestName
{
    /// <summary>The name with the smallest edit distance, where that is small against the length; else null.</summary>
    public static string? Find(string misspelt, IEnumerable<string> names)
    {
        var nearest = names
            .Select(name => (Name: name, Distance: Distance(misspelt.ToLowerInvariant(), name.ToLowerInvariant())))
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault();
        var length = nearest.Name?.Length ?? 0;
        return nearest.Distance <= Math.Min(Math.Max(2, length / 3), length - 1) ? nearest.Name : null;
    }

    /// <summary>Edit distance (Levenshtein 1966): the fewest insertions, deletions and replacements.</summary>
    internal static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
