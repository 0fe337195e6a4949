using System.Text.Json;
using Baton.Engine.Stores;
using Npgsql;

namespace Baton.Postgres.Connecting;

/// <summary>Reads the forms in which the tables keep values.</summary>
internal static class RowReading
{
    public static long Long(this NpgsqlDataReader row, int column) => row.GetInt64(column);

    public static long? LongOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static int Int(this NpgsqlDataReader row, int column) => row.GetInt32(column);

    public static int? IntOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    public static bool Bool(this NpgsqlDataReader row, int column) => row.GetBoolean(column);

    public static string Text(this NpgsqlDataReader row, int column) => row.GetString(column);

    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static Guid Id(this NpgsqlDataReader row, int column) => row.GetGuid(column);

    public static Guid? IdOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

    public static byte[] Blob(this NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    public static JsonElement? Json(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : StoreJson.Parse(row.Blob(column));

    public static DateTimeOffset Time(this NpgsqlDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.Long(column));

    public static DateTimeOffset? TimeOrNull(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Time(column);
}
