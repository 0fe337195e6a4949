namespace Baton.Contracts;

/// <summary>A file in an input or output: protocols that know files (A2A) map theirs onto members of this type, or lists of it.</summary>
/// <remarks>One of <see cref="Bytes"/> and <see cref="Uri"/> is set.</remarks>
public sealed record FileContent
{
    /// <summary>The file's name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Its media type such as <c>text/plain</c>, or null.</summary>
    public string? MediaType { get; init; }

    /// <summary>Its bytes in base64, or null.</summary>
    public string? Bytes { get; init; }

    /// <summary>Where it lies, or null. Nothing fetches it: who uses it decides whether to trust the address.</summary>
    public string? Uri { get; init; }
}
