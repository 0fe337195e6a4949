using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Graphs;

namespace Baton.Tests.Contracts;

/// <summary>A type with the shapes that schemas get wrong most easily.</summary>
public sealed record Shapes(
    IReadOnlyDictionary<string, Urgency> ByName,
    ImmutableArray<Origin> Origins,
    Urgency? Maybe,
    Log<Folder> Folders,
    Payment Payment,
    JsonElement Raw,
    [property: JsonPropertyName("odd name")] TimeSpan Odd,
    (byte Small, long Big)? Pair = null)
{
    [JsonIgnore]
    public string Hidden => "";

    public ulong Huge { get; init; }
}

public sealed record Folder(string Name, Log<Folder> Inside);

[JsonDerivedType(typeof(Card), "card")]
[JsonDerivedType(typeof(Invoice), "invoice")]
public abstract record Payment;

public sealed record Card(string Number) : Payment;

public sealed record Invoice(int Days) : Payment;
