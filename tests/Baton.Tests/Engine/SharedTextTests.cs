using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.Journal;

namespace Baton.Tests.Engine;

public sealed class SharedTextTests
{
    private static readonly string Long = string.Concat(Enumerable.Repeat("a long sentence with \"quotes\", \n lines and ünïcode; ", 8));

    [Fact]
    public void A_text_is_stored_once_and_read_wherever_it_stands()
    {
        var writer = new SharedText([]);
        ReadOnlyMemory<byte>[] plain = [Body(new { input = Long }), Body(new { a = 1, patch = new { text = Long, other = Long + "!" } }), Body(new { output = new[] { Long, Long + "!" } })];

        var stored = plain.Select((body, index) => writer.Shrink(index + 1, body)).ToArray();

        Assert.True(stored[1].Length < plain[1].Length - Long.Length / 2);
        Assert.True(stored[2].Length < 120, $"{stored[2].Length} bytes");
        for (var index = 0; index < plain.Length; index++) Assert.Equal(Text(plain[index]), Text(Expanded(stored, index)));
    }

    [Fact]
    public void Stored_bodies_are_json()
    {
        var writer = new SharedText([]);
        writer.Shrink(1, Body(new { input = Long }));

        var stored = writer.Shrink(2, Body(new { output = Long }));

        Assert.Equal(1, JsonNode.Parse(stored.Span)!["output"]!["$text"]![0]!.GetValue<int>());
    }

    [Fact]
    public void Content_that_looks_like_a_reference_is_left_alone()
    {
        var writer = new SharedText([]);
        writer.Shrink(1, Body(new { input = Long }));
        var plain = Encoding.UTF8.GetBytes("{\"output\":" + JsonSerializer.Serialize(Long) + ",\"mine\":{\"$text\":[1,0]}}");

        var stored = writer.Shrink(2, plain);

        Assert.False(SharedText.HasReferences(stored));
        Assert.Equal(Text(plain), Text(stored));
    }

    [Fact]
    public void A_writer_that_goes_on_refers_to_what_was_written_before()
    {
        var first = Body(new { input = Long });
        var writer = new SharedText([new JournalEntry(1, EntryKind.RunStarted, default, first)]);

        var stored = writer.Shrink(2, Body(new { output = Long, note = Long + "?" }));

        Assert.True(SharedText.HasReferences(stored));
        Assert.Equal(Text(Body(new { output = Long, note = Long + "?" })), Text(Expanded([first, stored], 1)));
    }

    [Fact]
    public void A_first_entry_that_says_a_text_twice_is_referred_to_as_it_is_stored()
    {
        var first = Body(new { a = Long, b = Long, c = Long + "!" });
        var second = Body(new { output = Long + "!", more = Long });
        var writer = new SharedText([new JournalEntry(1, EntryKind.RunStarted, default, first)]);

        var stored = writer.Shrink(2, second);

        Assert.True(stored.Length < 120, $"{stored.Length} bytes");
        Assert.Equal(Text(second), Text(Expanded([first, stored], 1)));
    }

    [Fact]
    public void What_was_not_committed_is_not_referred_to()
    {
        var writer = new SharedText([]);
        writer.Shrink(1, Body(new { input = Long }));
        writer.ForgetAfter(0);

        Assert.False(SharedText.HasReferences(writer.Shrink(1, Body(new { output = Long }))));
    }

    [Fact]
    public void Random_bodies_come_back_byte_for_byte()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var writer = new SharedText([]);
            var texts = Enumerable.Range(0, 4).Select(_ => new string([.. Enumerable.Range(0, random.Next(1, 300)).Select(_ => (char)random.Next(32, 400))])).ToArray();
            var plain = Enumerable.Range(0, 8).Select(_ => Body(new { a = Pick(), b = new object[] { Pick(), 1, new { c = Pick() } }, pad = new string('x', 200) })).ToArray();

            var stored = plain.Select((body, index) => writer.Shrink(index + 1, body)).ToArray();

            for (var index = 0; index < plain.Length; index++) Assert.Equal(Text(plain[index]), Text(Expanded(stored, index)));

            string Pick() => texts[random.Next(texts.Length)];
        }
    }

    private static ReadOnlyMemory<byte> Expanded(ReadOnlyMemory<byte>[] stored, int index) =>
        SharedText.HasReferences(stored[index]) ? SharedText.Expand(stored[index], seq => stored[seq - 1]) : stored[index];

    private static ReadOnlyMemory<byte> Body(object value) => JsonSerializer.SerializeToUtf8Bytes(value);

    private static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);
}
