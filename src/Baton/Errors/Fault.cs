namespace Baton.Errors;

/// <summary>One thing that a check found wrong.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Where">What it is about: a node, a field (as JSON pointer), a file and line; empty for the whole.</param>
/// <param name="Message">What is wrong and what cures it.</param>
public sealed record Fault(string Code, string Where, string Message)
{
    /// <inheritdoc />
    public override string ToString() => Where.Length == 0 ? $"{Code}: {Message}" : $"{Code} {Where}: {Message}";
}

/// <summary>A check failed; every fault it found is listed.</summary>
/// <param name="code">The code of the check as a whole.</param>
/// <param name="subject">What was checked.</param>
/// <param name="faults">All faults, at least one.</param>
/// <param name="inner">What caused it; its text stays in the process.</param>
public sealed class ValidationException(string code, string subject, IReadOnlyList<Fault> faults, Exception? inner = null)
    : BatonException(code, $"{subject}: {faults.Count} fault(s).\n  " + string.Join("\n  ", faults), inner)
{
    /// <summary>Every fault that was found.</summary>
    public IReadOnlyList<Fault> Faults { get; } = faults;

    /// <summary>Code and faults, without a stack trace: what is to be corrected is not in the code that checked. A program that a fault ends shows this.</summary>
    public override string ToString() => InnerException is null ? $"{Code} {Message}" : $"{Code} {Message}\n ---> {InnerException}";
}
