namespace Baton.Engine.Stores.InMemory;

/// <summary>What commits write besides runs and threads.</summary>
internal sealed record InMemoryTables(InMemoryRecords Records, InMemoryOutbox Outbox, InMemoryCosts Costs, InMemoryCases Cases);
