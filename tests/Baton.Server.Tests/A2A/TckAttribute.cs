namespace Baton.Server.Tests.A2A;

/// <summary>Which requirements of the protocol's compatibility kit a test shows to be met.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TckAttribute(params string[] requirements) : Attribute
{
    public IReadOnlyList<string> Requirements { get; } = requirements;
}
