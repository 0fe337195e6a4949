namespace Baton.Engine.Telemetry;

/// <summary>Which try of an effect the calling code is in; set only while somebody listens to spans.</summary>
/// <param name="Attempt">From 1.</param>
/// <param name="Repeated">True where an earlier try may have reached the other side.</param>
public sealed record EffectTry(int Attempt, bool Repeated)
{
    private static readonly AsyncLocal<EffectTry?> Ambient = new();

    /// <summary>The try, or null.</summary>
    public static EffectTry? Current
    {
        get => Ambient.Value;
        internal set => Ambient.Value = value;
    }
}
