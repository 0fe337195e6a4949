namespace Baton.Support.Desk.People;

/// <summary>One thing that a person did with a case.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who; <c>deadline</c> where it happened by itself.</param>
/// <param name="Action">What: a word of <see cref="PersonAction"/>, or <see cref="Overdue"/>.</param>
/// <param name="Text">What was said or noted, or what came of a tool; empty for nothing.</param>
public sealed record HandlingStep(DateTimeOffset At, string By, string Action, string Text)
{
    /// <summary>What happens by itself when the deadline has passed: the case goes to whoever is set for that.</summary>
    public const string Overdue = "overdue";
}
