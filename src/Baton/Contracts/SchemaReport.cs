using System.Text;
using Baton.Errors;

namespace Baton.Contracts;

/// <summary>Where a check stands in the value, and what it has found.</summary>
/// <param name="code">The code of the faults.</param>
/// <param name="tolerant">True where unknown members are passed over.</param>
/// <param name="allowed">A member that the value's root may have besides, or null.</param>
internal sealed class SchemaReport(string code, bool tolerant, byte[]? allowed)
{
    /// <summary>A value that is wrong all over must not become a list without end.</summary>
    public const int MostFaults = 100;

    private const int LongestName = 64;

    private (string? Name, int Index)[] _place = new (string?, int)[4];
    private List<Fault>? _faults;

    public bool Tolerant { get; } = tolerant;

    public byte[]? Allowed { get; } = allowed;

    public int Depth { get; private set; }

    /// <summary>How many schemas are being checked inside one another, references included.</summary>
    public int Nesting { get; set; }

    public bool Full => _faults?.Count > MostFaults;

    public int Count => _faults?.Count ?? 0;

    public IReadOnlyList<Fault> Faults => _faults ?? (IReadOnlyList<Fault>)[];

    public void Enter(string name) => Push(name, 0);

    public void Enter(int index) => Push(null, index);

    public void Leave() => Depth--;

    public void Add(string message) => Add(Place(), message);

    public void AddAt(string member, string message) =>
        Add($"{Place()}/{Escape(member.Length > LongestName ? member[..LongestName] + "…" : member)}", message);

    /// <summary>A report that stands at the same place and has found nothing: for alternatives.</summary>
    public SchemaReport Fork() => new(code, Tolerant, Allowed)
    {
        _place = [.. _place],
        Depth = Depth,
        Nesting = Nesting,
    };

    private void Add(string place, string message)
    {
        _faults ??= [];
        if (_faults.Count > MostFaults) return;
        _faults.Add(
            _faults.Count < MostFaults
                ? new Fault(code, place, message)
                : new Fault(code, "", $"There are more faults; the first {MostFaults} are listed."));
    }

    private void Push(string? name, int index)
    {
        if (Depth == _place.Length) Array.Resize(ref _place, Depth * 2);
        _place[Depth++] = (name, index);
    }

    private string Place()
    {
        var text = new StringBuilder();
        foreach (var (name, index) in _place.AsSpan(0, Depth))
        {
            text.Append('/');
            if (name is null) text.Append(index);
            else text.Append(Escape(name));
        }

        return text.ToString();
    }

    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
