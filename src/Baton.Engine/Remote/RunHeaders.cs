namespace Baton.Engine.Remote;

/// <summary>What a server says of a started run besides its body.</summary>
public static class RunHeaders
{
    /// <summary>The last entry before the request's effect, a number: a stream of this request begins after it.</summary>
    public const string After = "Baton-After";

    /// <summary><c>false</c> where an idempotency key, an answer or a delivery led to a run that was there; otherwise <c>true</c>.</summary>
    public const string New = "Baton-New";
}
