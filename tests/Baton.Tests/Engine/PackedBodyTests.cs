using System.IO.Compression;
using System.Text;
using Baton.Engine.Journal;
using Baton.Errors;

namespace Baton.Tests.Engine;

public sealed class PackedBodyTests
{
    private static readonly byte[] Larger = Encoding.UTF8.GetBytes($$$"""{"start":3,"result":{"text":"{{{Words(200)}}}"}}""");

    [Fact]
    public void A_larger_body_takes_less_room_and_comes_back_byte_for_byte()
    {
        var stored = PackedBody.Pack(Larger);

        Assert.True(stored.Length < Larger.Length * 0.7, $"{stored.Length} of {Larger.Length} bytes");
        Assert.Equal(Larger, PackedBody.Unpack(stored).ToArray());
    }

    [Fact]
    public void A_packed_body_cannot_be_taken_for_json() => Assert.Equal(1, PackedBody.Pack(Larger).Span[0]);

    [Fact]
    public void A_small_body_is_left_alone()
    {
        var body = Larger.AsMemory(0, PackedBody.MinBody - 1);

        Assert.True(PackedBody.Pack(body).Equals(body));
    }

    [Fact]
    public void A_body_that_would_hardly_shrink_is_left_alone()
    {
        var body = new byte[4_000];
        new Random(7).NextBytes(body);

        Assert.True(PackedBody.Pack(body).Equals((ReadOnlyMemory<byte>)body));
    }

    [Fact]
    public void A_body_above_the_limit_is_left_alone()
    {
        var body = new byte[PackedBody.MaxBody + 1];

        Assert.True(PackedBody.Pack(body).Equals((ReadOnlyMemory<byte>)body));
        Assert.Equal(PackedBody.MaxBody, PackedBody.Unpack(PackedBody.Pack(body.AsMemory(1))).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData(" {\"output\":{\"$text\":[1,0]}}")]
    public void A_body_that_was_stored_without_packing_is_read_as_it_is(string body) =>
        Assert.Equal(body, Encoding.UTF8.GetString(PackedBody.Unpack(Encoding.UTF8.GetBytes(body)).Span));

    [Fact]
    public void A_body_that_unpacks_to_more_than_the_limit_is_damaged() =>
        Assert.Equal(ErrorCodes.StoreDamaged, CodeOf(Packed(new byte[PackedBody.MaxBody + 1])));

    [Fact]
    public void A_body_that_was_cut_off_is_damaged()
    {
        var stored = PackedBody.Pack(Larger).ToArray();

        Assert.All(Enumerable.Range(1, stored.Length - 1), length => Assert.Equal(ErrorCodes.StoreDamaged, CodeOf(stored[..length])));
    }

    [Fact]
    public void A_body_with_bytes_too_many_is_damaged() =>
        Assert.Equal(ErrorCodes.StoreDamaged, CodeOf([.. PackedBody.Pack(Larger).Span, 0]));

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void A_way_of_packing_that_is_not_known_is_from_a_newer_version(byte marker)
    {
        var stored = PackedBody.Pack(Larger).ToArray();
        stored[0] = marker;

        Assert.Equal(ErrorCodes.JournalTooNew, CodeOf(stored));
    }

    [Fact]
    public void Bodies_of_every_size_come_back_byte_for_byte()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var body = Encoding.UTF8.GetBytes(Words(random.Next(1, 1 << random.Next(1, 14))));

            Assert.Equal(body, PackedBody.Unpack(PackedBody.Pack(body)).ToArray());
        }
    }

    private static string CodeOf(byte[] stored) => Assert.Throws<BatonException>(() => PackedBody.Unpack(stored)).Code;

    private static byte[] Packed(byte[] body)
    {
        var stored = new byte[BrotliEncoder.GetMaxCompressedLength(body.Length) + 1];
        stored[0] = 1;
        Assert.True(BrotliEncoder.TryCompress(body, stored.AsSpan(1), out var written));
        return stored[..(written + 1)];
    }

    /// <summary>Words, no two of which are alike.</summary>
    private static string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(index => $"süß-{index * 7_919:x}"));
}
