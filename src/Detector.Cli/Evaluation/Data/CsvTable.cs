using System.Text;

namespace Detector.Cli.Evaluation.Data;

/// <summary>A CSV file in memory (RFC 4180; line feeds alone are taken too): a header row and rows of as many
/// fields.</summary>
internal sealed class CsvTable
{
    private readonly Dictionary<string, int> _columns;

    private CsvTable(IReadOnlyList<string> header, IReadOnlyList<CsvRow> rows)
    {
        Header = header;
        Rows = rows;
        _columns = header.Index().ToDictionary(column => column.Item, column => column.Index, StringComparer.Ordinal);
    }

    /// <summary>Names of the columns, trimmed and in lower case.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>The rows below the header; blank lines are passed over.</summary>
    public IReadOnlyList<CsvRow> Rows { get; }

    /// <summary>Reads a table.</summary>
    /// <param name="name">Name of the file, for messages.</param>
    /// <param name="text">All of it.</param>
    /// <exception cref="DataSetException">It is no table.</exception>
    public static CsvTable Parse(string name, string text)
    {
        var rows = Records(name, text.TrimStart('\uFEFF')).ToList();
        if (rows.Count == 0)
        {
            throw new DataSetException($"{name} is empty. Its first line must name the columns: path,label,source,mask");
        }

        string[] header = [.. rows[0].Fields.Select(field => field.Trim().ToLowerInvariant())];
        if (header.GroupBy(column => column).FirstOrDefault(column => column.Count() > 1) is { } twice)
        {
            throw new DataSetException($"{name}, line 1: the column {twice.Key} is named twice. Rename one.");
        }

        if (rows.Skip(1).FirstOrDefault(row => row.Fields.Count != header.Length) is { } odd)
        {
            throw new DataSetException(
                $"{name}, line {odd.Line}: {odd.Fields.Count} fields, but the header names {header.Length} columns "
                + $"({string.Join(',', header)}). Quote fields that hold commas.");
        }

        return new CsvTable(header, rows[1..]);
    }

    /// <summary>Whether there is such a column.</summary>
    /// <param name="column">In lower case.</param>
    public bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>A field, trimmed; empty where the table has no such column.</summary>
    /// <param name="row">One of <see cref="Rows"/>.</param>
    /// <param name="column">In lower case.</param>
    public string Field(CsvRow row, string column) =>
        _columns.TryGetValue(column, out var index) ? row.Fields[index].Trim() : "";

    private static IEnumerable<CsvRow> Records(string name, string text)
    {
        var (fields, field) = (new List<string>(), new StringBuilder());
        var (line, first, quoted) = (1, 1, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            line += c == '\n' ? 1 : 0;
            if (quoted)
            {
                if (c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append(text[++i]);
                }
                else if (c == '"')
                {
                    quoted = false;
                }
                else
                {
                    field.Append(c);
                }
            }
            else if (c == '"' && field.Length == 0)
            {
                quoted = true;
            }
            else if (c is ',' or '\n')
            {
                fields.Add(field.ToString().TrimEnd('\r'));
                field.Clear();
                if (c == '\n')
                {
                    if (fields is not [""])
                    {
                        yield return new CsvRow(first, fields);
                    }

                    (fields, first) = ([], line);
                }
            }
            else
            {
                field.Append(c);
            }
        }

        if (quoted)
        {
            throw new DataSetException($"{name}, line {first}: a quoted field is not closed. Put \" at its end.");
        }

        fields.Add(field.ToString());
        if (fields is not [""])
        {
            yield return new CsvRow(first, fields);
        }
    }
}

/// <summary>One row.</summary>
/// <param name="Line">Line of the file on which it begins, from 1.</param>
/// <param name="Fields">As many as the header has columns.</param>
internal sealed record CsvRow(int Line, IReadOnlyList<string> Fields);
