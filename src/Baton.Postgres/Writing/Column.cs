using Npgsql;
using NpgsqlTypes;

namespace Baton.Postgres.Writing;

/// <summary>A parameter of a batched statement: one value a row.</summary>
internal sealed class Column<T>(NpgsqlDbType type)
{
    private readonly List<T> values = [];

    public int Count => values.Count;

    public void Add(T value) => values.Add(value);

    public T this[int index]
    {
        get => values[index];
        set => values[index] = value;
    }

    public NpgsqlParameter ToParameter() => new NpgsqlParameter<List<T>> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values };
}

/// <summary>Gives columns to a statement.</summary>
internal static class Columns
{
    /// <summary>Binds parameters in their order.</summary>
    public static void Bind(this NpgsqlBatchCommand command, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }
    }
}
