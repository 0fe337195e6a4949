using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Baton.Contracts;
using Baton.Graphs;

namespace Baton.Tests.Contracts;

public enum Urgency
{
    Low,
    VeryHigh,
}

[ContractVersion(1, 2)]
[Description("A request to the desk.")]
public sealed record Ticket(
    [Description("Who asks.")] string UserId,
    [StringLength(10)] string Subject,
    Urgency Urgency,
    [Range(1, 5)] int Stars,
    decimal? Amount,
    Origin? Origin,
    IReadOnlyList<string> Tags,
    string Language = "en")
{
    public DateTimeOffset? Due { get; init; }

    public Log<Message> Messages { get; init; } = Log<Message>.Empty;
}

public sealed record Origin(string Channel, Guid? Reference);

public sealed record Tree(string Name, IReadOnlyList<Tree> Children, Tree? Friend);

public sealed record Bare
{
    public required string Needed { get; init; }

    public string? Spare { get; init; }
}

public sealed record Empty;

internal static class Json
{
    public static JsonElement Of(string json) => JsonSerializer.Deserialize<JsonElement>(json);
}
