using Baton.Engine.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.LedgerServer.Hosting;

/// <summary>Which store a process opens, as its command line says.</summary>
/// <param name="Kind"><c>sqlite</c> or <c>postgres</c>.</param>
/// <param name="Data">The data directory of an embedded store.</param>
/// <param name="Connection">The connection string of a shared one.</param>
public sealed record StoreChoice(string Kind, string? Data, string? Connection)
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";

    /// <summary>Adds the driver.</summary>
    /// <exception cref="InvalidOperationException">There is no such store, or what it needs is missing.</exception>
    public void AddTo(BatonBuilder baton)
    {
        switch (Kind)
        {
            case Sqlite:
                baton.UseSqlite(Data ?? throw new InvalidOperationException("Name a data directory: --data <directory>."));
                break;
            case Postgres:
                baton.UsePostgres(Connection ?? throw new InvalidOperationException("Name a database: --connection <connection string>."));
                break;
            default:
                throw new InvalidOperationException($"There is no store '{Kind}'. Use {Sqlite} or {Postgres}.");
        }
    }
}
