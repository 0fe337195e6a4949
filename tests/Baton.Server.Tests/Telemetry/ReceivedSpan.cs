namespace Baton.Server.Tests.Telemetry;

/// <summary>A span as an OTLP receiver got it.</summary>
internal sealed record ReceivedSpan(string Trace, string Id, string Parent, string Name, string Instance, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Links)
{
    public string? Tag(string name) => Tags.GetValueOrDefault(name);

    /// <summary>Every span of an <c>ExportTraceServiceRequest</c>.</summary>
    public static IEnumerable<ReceivedSpan> Read(byte[] request) =>
        from resource in new ProtoReader(request).Messages(1)
        let instance = Attributes(resource.Messages(1).First(), 1).GetValueOrDefault("service.instance.id", "")
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new ReceivedSpan(
            span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), instance, Attributes(span, 9), [.. span.Messages(13).Select(link => $"{link.Hex(1)}-{link.Hex(2)}")]);

    private static Dictionary<string, string> Attributes(ProtoReader message, int number) =>
        message.Messages(number).ToDictionary(pair => pair.Text(1), pair => pair.Messages(2).FirstOrDefault()?.AnyText() ?? "", StringComparer.Ordinal);
}
