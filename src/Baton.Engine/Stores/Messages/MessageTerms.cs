using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Baton.Engine.Stores.Search;

namespace Baton.Engine.Stores.Messages;

/// <summary>
/// What messages are found by: their words (<see cref="TextWords"/>), and where they stand, each as a number. All of a message's terms stand in
/// one index, so that a word that is common costs nothing where another condition is rare. A term begins with the tenant, so nothing of another
/// tenant's is touched; and the index shows nobody a word.
/// </summary>
/// <remarks>
/// 64 bits of a SHA-256: who could make two alike could only see what is the same tenant's, because drivers look at the tenant of what they find.
/// </remarks>
public static class MessageTerms
{
    private const int MostWords = 500;
    private const int MostQueryWords = 24;

    /// <summary>The term of all that a tenant has.</summary>
    public static long Tenant(string tenant) => Hash(tenant, 'a', "");

    /// <summary>The term of a run's messages.</summary>
    public static long Run(string tenant, Guid run) => Hash(tenant, 'r', run.ToString("N"));

    /// <summary>The term of a thread's messages.</summary>
    public static long Thread(string tenant, string thread) => Hash(tenant, 't', thread);

    /// <summary>The term of a customer's messages.</summary>
    public static long Customer(string tenant, string customer) => Hash(tenant, 'c', customer);

    /// <summary>A message with its terms.</summary>
    public static IndexedMessage Index(RunRow run, LoggedMessage message)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(message);
        var tenant = run.Tenant;
        var terms = new HashSet<long>
        {
            Tenant(tenant), Run(tenant, run.Id), Hash(tenant, 'g', run.Graph), Hash(tenant, 'd', $"{message.Direction}"),
            Hash(tenant, 'o', $"{message.Role}"), Hash(tenant, 'k', $"{message.Kind}"),
        };
        if (run.Thread is { } thread) terms.Add(Thread(tenant, thread));
        if (message.Agent is { } agent) terms.Add(Hash(tenant, 's', agent));
        if (message.Node is { } node) terms.Add(Hash(tenant, 'n', node));
        if (message.Customer is { } customer) terms.Add(Customer(tenant, customer));
        foreach (var word in TextWords.Of(message.Text).Distinct(StringComparer.Ordinal).Take(MostWords)) terms.Add(Hash(tenant, 'w', word));
        return new IndexedMessage(message, [.. terms]);
    }

    /// <summary>The different words of a text that are looked for, in their order.</summary>
    public static IReadOnlyList<string> Words(string? text) => string.IsNullOrWhiteSpace(text)
        ? []
        : [.. TextWords.Of(text.Length > MessageQuery.MostCharacters ? text[..MessageQuery.MostCharacters] : text).Distinct(StringComparer.Ordinal).Take(MostQueryWords)];

    /// <summary>The terms that a message must all have; null where nothing can be found: the text has no word that counts.</summary>
    public static IReadOnlyList<long>? Of(MessageQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var tenant = query.Tenant;
        var words = Words(query.Text);
        if (words.Count == 0 && !string.IsNullOrWhiteSpace(query.Text)) return null;
        var terms = words.Select(word => Hash(tenant, 'w', word)).ToList();
        if (query.Run is { } run) terms.Add(Run(tenant, run));
        if (query.Thread is { } thread) terms.Add(Thread(tenant, thread));
        if (query.Customer is { } customer) terms.Add(Customer(tenant, customer));
        if (query.Graph is { } graph) terms.Add(Hash(tenant, 'g', graph));
        if (query.Agent is { } agent) terms.Add(Hash(tenant, 's', agent));
        if (query.Node is { } node) terms.Add(Hash(tenant, 'n', node));
        if (query.Direction is { } direction) terms.Add(Hash(tenant, 'd', $"{direction}"));
        if (query.Role is { } role) terms.Add(Hash(tenant, 'o', $"{role}"));
        if (query.Kind is { } kind) terms.Add(Hash(tenant, 'k', $"{kind}"));
        return terms.Count == 0 ? [Tenant(tenant)] : terms;
    }

    private static long Hash(string tenant, char field, string value)
    {
        var text = $"{tenant}\0{field}{value}";
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = size <= 512 ? stackalloc byte[512] : new byte[size];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(text, bytes)], hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }
}
