namespace Baton.Postgres.Connecting;

/// <summary>A WHERE clause made of the conditions that a query has.</summary>
internal sealed class Filter
{
    private readonly List<string> conditions = [];
    private readonly List<Action<Statement>> values = [];

    public void Add(string condition) => conditions.Add(condition);

    public void Add(string comparison, string? value)
    {
        if (value is not null)
        {
            AddValue(comparison, statement => statement.Bind(value));
        }
    }

    public void Add(string comparison, long? value)
    {
        if (value is { } number)
        {
            AddValue(comparison, statement => statement.Bind(number));
        }
    }

    public void Add(string comparison, Guid? value)
    {
        if (value is { } id)
        {
            AddValue(comparison, statement => statement.Bind(id));
        }
    }

    /// <summary>The column has one of these values.</summary>
    public void AddAny(string column, IReadOnlyList<string>? texts)
    {
        if (texts is not null)
        {
            values.Add(statement => statement.Bind(texts));
            conditions.Add($"{column} = ANY(${values.Count})");
        }
    }

    /// <summary>The column has one of these values.</summary>
    public void AddAny(string column, IReadOnlyList<long> numbers)
    {
        values.Add(statement => statement.Bind(numbers));
        conditions.Add($"{column} = ANY(${values.Count})");
    }

    /// <summary>The place of a value that stands outside the clause.</summary>
    public string Value(string text)
    {
        values.Add(statement => statement.Bind(text));
        return $"${values.Count}";
    }

    /// <summary>The statement with its values.</summary>
    /// <param name="session">Where it is executed.</param>
    /// <param name="sql">From the clause to the whole text.</param>
    public Statement Prepare(Session session, Func<string, string> sql)
    {
        var statement = session.Prepare(sql(conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}"));
        values.ForEach(bind => bind(statement));
        return statement;
    }

    // The value stands at the end of a comparison, or where it has a ?.
    private void AddValue(string comparison, Action<Statement> bind)
    {
        values.Add(bind);
        var place = $"${values.Count}";
        conditions.Add(comparison.Contains('?', StringComparison.Ordinal) ? comparison.Replace("?", place, StringComparison.Ordinal) : $"{comparison} {place}");
    }
}
