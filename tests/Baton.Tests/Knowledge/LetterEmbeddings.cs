using Microsoft.Extensions.AI;

namespace Baton.Tests.Knowledge;

/// <summary>Deterministic vectors: how often each letter occurs, after words of one meaning were made one.</summary>
internal sealed class LetterEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
{
    public int Calls { get; private set; }

    public bool Fails { get; set; }

    public string Model { get; set; } = "letters";

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        Calls++;
        if (Fails) throw new HttpRequestException("down");
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(Vector(value)))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("test", null, Model, 26) : null;

    public void Dispose()
    {
    }

    private static float[] Vector(string text)
    {
        var vector = new float[26];
        foreach (var letter in text.ToLowerInvariant().Replace("automobile", "car", StringComparison.Ordinal).Where(char.IsAsciiLetterLower)) vector[letter - 'a']++;
        return vector;
    }
}
