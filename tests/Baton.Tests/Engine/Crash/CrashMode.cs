namespace Baton.Tests.Engine.Crash;

/// <summary>How a crash looks to the journal.</summary>
public enum CrashMode
{
    /// <summary>The append is committed and its caller goes on for a moment: calls that follow it are made, and their results are lost.</summary>
    AfterReply,

    /// <summary>The append is committed, and its caller is dead before it hears of it.</summary>
    BeforeReply,
}
