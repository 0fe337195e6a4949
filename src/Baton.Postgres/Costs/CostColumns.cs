using Baton.Engine.Stores;
using Baton.Postgres.Writing;
using Npgsql;
using NpgsqlTypes;

namespace Baton.Postgres.Costs;

/// <summary>Rows of the accounts as parameters of a batched statement: the run's key, by which the statement knows what was written, and <see cref="CostRows.Columns"/>.</summary>
internal sealed class CostColumns
{
    /// <summary>How many parameters there are.</summary>
    public const int Count = 21;

    private readonly Column<long> keys = new(NpgsqlDbType.Bigint);
    private readonly Column<Guid> runs = new(NpgsqlDbType.Uuid);
    private readonly Column<int> numbers = new(NpgsqlDbType.Integer);
    private readonly Column<string>[] texts = [.. Enumerable.Range(0, 8).Select(_ => new Column<string>(NpgsqlDbType.Text))];
    private readonly Column<long>[] amounts = [.. Enumerable.Range(0, 10).Select(_ => new Column<long>(NpgsqlDbType.Bigint))];

    public void Add(long key, CostRow row)
    {
        keys.Add(key);
        runs.Add(row.Run);
        numbers.Add(row.Number);
        AddTo(texts, row.Tenant, row.Graph, row.Node, row.Agent, row.Model, row.User, row.Feature, row.Vertical);
        var sums = row.Amounts;
        AddTo(
            amounts, sums.Calls, sums.Failed, sums.FromCache, sums.Unpriced, sums.InputTokens, sums.CachedInputTokens, sums.OutputTokens, sums.NanoUsd,
            sums.LatencyMs, sums.SlowestMs);
    }

    public void AddTo(NpgsqlBatchCommand command)
    {
        command.Bind(keys.ToParameter(), texts[0].ToParameter(), runs.ToParameter(), numbers.ToParameter());
        command.Bind([.. texts.Skip(1).Select(text => text.ToParameter())]);
        command.Bind([.. amounts.Select(amount => amount.ToParameter())]);
    }

    private static void AddTo<T>(Column<T>[] columns, params ReadOnlySpan<T> values)
    {
        for (var index = 0; index < columns.Length; index++)
        {
            columns[index].Add(values[index]);
        }
    }
}
