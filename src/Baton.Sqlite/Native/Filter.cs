namespace Baton.Sqlite.Native;

/// <summary>A WHERE clause made of the conditions that a query has.</summary>
internal sealed class Filter
{
    private readonly List<string> conditions = [];
    private readonly List<Action<Statement, int>> values = [];

    public string Where => conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}";

    public void Add(string condition) => conditions.Add(condition);

    public void Add(string comparison, string? value)
    {
        if (value is not null)
        {
            AddValue(comparison, (statement, index) => statement.Bind(index, value));
        }
    }

    public void Add(string comparison, long? value)
    {
        if (value is { } number)
        {
            AddValue(comparison, (statement, index) => statement.Bind(index, number));
        }
    }

    public void Add(string comparison, Guid? value)
    {
        if (value is { } id)
        {
            AddValue(comparison, (statement, index) => statement.Bind(index, id));
        }
    }

    /// <summary>The column has one of these values.</summary>
    public void AddAny(string column, IReadOnlyList<string>? texts)
    {
        if (texts is null)
        {
            return;
        }

        var first = values.Count + 1;
        conditions.Add($"{column} IN ({string.Join(", ", texts.Select((_, index) => $"?{first + index}"))})");
        values.AddRange(texts.Select(text => (Action<Statement, int>)((statement, index) => statement.Bind(index, text))));
    }

    public Statement BindTo(Statement statement)
    {
        for (var index = 0; index < values.Count; index++)
        {
            values[index](statement, index + 1);
        }

        return statement;
    }

    /// <summary>The place of a value that stands outside the clause.</summary>
    public string Value(string text)
    {
        values.Add((statement, index) => statement.Bind(index, text));
        return $"?{values.Count}";
    }

    // The value stands at the end of a comparison, or where it has a $.
    private void AddValue(string comparison, Action<Statement, int> bind)
    {
        values.Add(bind);
        var place = $"?{values.Count}";
        conditions.Add(comparison.Contains('$', StringComparison.Ordinal) ? comparison.Replace("$", place, StringComparison.Ordinal) : $"{comparison} {place}");
    }
}
