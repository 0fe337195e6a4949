namespace Baton.Schedules;

/// <summary>What happens to times of a schedule that passed while nobody could fire them.</summary>
public enum MissedFire
{
    /// <summary>One run makes up for all of them.</summary>
    Once,

    /// <summary>None: what is more than a minute late is left out.</summary>
    Skip,

    /// <summary>A run for each, of the newest 100.</summary>
    All,
}
