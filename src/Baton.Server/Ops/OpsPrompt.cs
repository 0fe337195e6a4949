namespace Baton.Server.Ops;

/// <summary>An agent's prompt.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Version">What its calls are stamped with: the file's version, and the revision of its values.</param>
/// <param name="FileVersion">The version of the file.</param>
/// <param name="Revision">The last change of values, which a change is based on; 0 where there was none.</param>
/// <param name="Template">The prompt as the file has it, with placeholders.</param>
internal sealed record OpsPrompt(string Agent, string Version, string FileVersion, int Revision, string Template)
{
    /// <summary>What the agent is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>The template's placeholders. Those that are no field get their values from the graph's node.</summary>
    public IReadOnlyList<string> Placeholders { get; init; } = [];

    /// <summary>The declared fields.</summary>
    public IReadOnlyList<OpsPromptField> Fields { get; init; } = [];

    /// <summary>The last change, or null.</summary>
    public OpsPromptRevision? Last { get; init; }
}

/// <summary>An agent's prompt in a list.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Version">What its calls are stamped with.</param>
/// <param name="Revision">The last change of values; 0 where there was none.</param>
internal sealed record OpsPromptRow(string Agent, string Version, int Revision)
{
    /// <summary>What the agent is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>The fields that can be changed.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>When values were last changed, or null.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Who changed them, or null.</summary>
    public string? Author { get; init; }
}

/// <summary>A field of a prompt.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value now.</param>
/// <param name="Default">The file's value.</param>
/// <param name="Editable">True where it can be changed here.</param>
/// <param name="MaxLength">The most characters.</param>
internal sealed record OpsPromptField(string Name, string Value, string Default, bool Editable, int MaxLength);

/// <summary>A change of values, as documented. The revision it is based on can be sent as <c>If-Match</c> instead.</summary>
/// <param name="Values">Every field that is to have a value of its own; the others have the file's again.</param>
internal sealed record OpsPromptChange(IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The revision that the change is based on.</summary>
    public int? Revision { get; init; }

    /// <summary>Who is shown as its author.</summary>
    public string? Author { get; init; }

    /// <summary>Why.</summary>
    public string? Note { get; init; }
}

/// <summary>A way back, as documented.</summary>
/// <param name="To">The revision whose values are to count again; 0 for the file's own.</param>
internal sealed record OpsPromptRollback(int To)
{
    /// <summary>The revision that is there now.</summary>
    public int? Revision { get; init; }

    /// <summary>Who is shown as its author.</summary>
    public string? Author { get; init; }

    /// <summary>Why.</summary>
    public string? Note { get; init; }
}

/// <summary>A change of values as it is kept.</summary>
/// <param name="Revision">Its number.</param>
/// <param name="At">When.</param>
/// <param name="FileVersion">The version of the agent's file at that time.</param>
/// <param name="Values">The values that were set.</param>
internal sealed record OpsPromptRevision(int Revision, DateTimeOffset At, string FileVersion, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Who is shown as its author, or null.</summary>
    public string? Author { get; init; }

    /// <summary>The name of the API key, or null.</summary>
    public string? By { get; init; }

    /// <summary>Why, or null.</summary>
    public string? Note { get; init; }

    /// <summary>The revision whose values were set again, or null.</summary>
    public int? RolledBackTo { get; init; }
}

/// <summary>How two revisions differ.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="From">The earlier revision.</param>
/// <param name="To">The later one.</param>
/// <param name="Fields">The fields that differ.</param>
internal sealed record OpsPromptDiff(string Agent, int From, int To, IReadOnlyList<OpsFieldDiff> Fields);

/// <summary>How one field differs.</summary>
/// <param name="Name">The field.</param>
/// <param name="From">Its value before, or null for the file's.</param>
/// <param name="To">Its value after, or null for the file's.</param>
/// <param name="Parts">What was kept, removed and added, in order.</param>
internal sealed record OpsFieldDiff(string Name, string? From, string? To, IReadOnlyList<OpsTextPart> Parts);

/// <summary>A piece of a difference.</summary>
/// <param name="Change"><c>kept</c>, <c>removed</c> or <c>added</c>.</param>
/// <param name="Text">The text.</param>
internal sealed record OpsTextPart(string Change, string Text);
