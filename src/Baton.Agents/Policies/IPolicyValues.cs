namespace Baton.Agents.Policies;

/// <summary>Where policies are read from: an agent's file, or the configuration. A value of the wrong form adds a fault and is null.</summary>
internal interface IPolicyValues
{
    string? Text(string key);

    int? Number(string key, int least, int most);

    decimal? Amount(string key);

    TimeSpan? Duration(string key);

    /// <summary>A list of names; null where the key is missing, which is not the same as empty.</summary>
    IReadOnlyList<string>? List(string key);
}
