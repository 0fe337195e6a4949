namespace Baton.Support.Desk.People;

/// <summary>One thing that a person did with a case.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who; <c>deadline</c> where it happened by itself.</param>
/// <param name="Action">What.</param>
/// <param name="Text">What was said or noted, or what came of a tool; empty for nothing.</param>
public sealed record HandlingStep(DateTimeOffset At, string By, PersonAction Action, string Text);
