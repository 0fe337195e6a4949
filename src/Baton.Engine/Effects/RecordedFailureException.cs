using Baton.Engine.Journal;
using Baton.Errors;

namespace Baton.Engine.Effects;

/// <summary>A failure for good, as the journal has it: thrown where it happens, and again wherever its code runs again.</summary>
/// <param name="error">What the journal has.</param>
public sealed class RecordedFailureException(ErrorBody error) : BatonException(error.Code, error.Message)
{
    /// <summary>What the journal has.</summary>
    public ErrorBody Error { get; } = error;

    /// <summary>True for a call of which text was shown to whoever watched, in any of its tries.</summary>
    public bool HadOutput { get; init; }
}
