using System.Text.Json;
using Baton.Engine.Stores;
using Npgsql;
using NpgsqlTypes;

namespace Baton.Postgres.Connecting;

/// <summary>A statement with its parameters, which are bound in their order. Times are Unix milliseconds, JSON is its UTF-8 text.</summary>
internal sealed class Statement(NpgsqlCommand command, CancellationToken cancellationToken)
{
    public Statement Bind(long? value) => Add(NpgsqlDbType.Bigint, value);

    public Statement Bind(bool value) => Add(NpgsqlDbType.Boolean, value);

    public Statement Bind(string? value) => Add(NpgsqlDbType.Text, value);

    public Statement Bind(Guid? value) => Add(NpgsqlDbType.Uuid, value);

    public Statement Bind(byte[]? value) => Add(NpgsqlDbType.Bytea, value);

    public Statement Bind(ReadOnlyMemory<byte> value) => Add(NpgsqlDbType.Bytea, value);

    public Statement Bind(JsonElement? value) => Bind(Json(value));

    public Statement Bind(DateTimeOffset? value) => Bind(value?.ToUnixTimeMilliseconds());

    public Statement Bind(IReadOnlyList<long> values) => Add(NpgsqlDbType.Array | NpgsqlDbType.Bigint, values);

    public Statement Bind(IReadOnlyList<double> values) => Add(NpgsqlDbType.Array | NpgsqlDbType.Double, values);

    public Statement Bind(IReadOnlyList<byte[]> values) => Add(NpgsqlDbType.Array | NpgsqlDbType.Bytea, values);

    public Statement Bind(IReadOnlyList<string> values) => Add(NpgsqlDbType.Array | NpgsqlDbType.Text, values);

    public Statement Bind(IReadOnlyList<Guid> values) => Add(NpgsqlDbType.Array | NpgsqlDbType.Uuid, values);

    public async Task<int> ExecuteAsync()
    {
        await using (command)
        {
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public async Task<bool> ExistsAsync()
    {
        await using (command)
        {
            return await command.ExecuteScalarAsync(cancellationToken) is not null;
        }
    }

    /// <summary>The first row, or the type's default where there is none.</summary>
    public async Task<T?> FirstAsync<T>(Func<NpgsqlDataReader, T> read)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? read(reader) : default;
        }
    }

    public async Task<List<T>> AllAsync<T>(Func<NpgsqlDataReader, T> read)
    {
        var rows = new List<T>();
        await EachAsync(row =>
        {
            rows.Add(read(row));
            return true;
        });
        return rows;
    }

    /// <summary>Reads rows for as long as <paramref name="read"/> wants more.</summary>
    public async Task EachAsync(Func<NpgsqlDataReader, bool> read)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken) && read(reader))
            {
            }
        }
    }

    public async IAsyncEnumerable<T> StreamAsync<T>(Func<NpgsqlDataReader, T> read)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                yield return read(reader);
            }
        }
    }

    internal static byte[]? Json(JsonElement? value) => value is null ? null : StoreJson.Utf8(value).ToArray();

    private Statement Add(NpgsqlDbType type, object? value)
    {
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
        return this;
    }
}
