using Baton.Agents.Intents;
using Baton.Agents.Intents.Training;
using Baton.Errors;

namespace Baton.Systems.Tests.Support.Intents;

public sealed class IntentModelTests
{
    private static readonly string[] _fruit = ["apple", "pear", "plum", "cherry", "grape", "melon"];
    private static readonly string[] _tools = ["hammer", "saw", "drill", "wrench", "chisel", "pliers"];

    private static readonly Lazy<TrainedIntents> _trained = new(() => IntentTrainer.Train(Examples()));

    private static IReadOnlyList<IntentExample> Examples() =>
    [
        .. _fruit.SelectMany(fruit => new[] { $"I would like to eat a {fruit}", $"is the {fruit} ripe", $"a basket with a {fruit}" }.Select(text => new IntentExample(text, "food"))),
        .. _tools.SelectMany(tool => new[] { $"where is the {tool}", $"repair it by {tool}", $"lend me your {tool}" }.Select(text => new IntentExample(text, "work"))),
        .. new[] { "sing a song", "the moon is far away", "who wrote this novel", "dance with me", "a long poem" }.Select(text => new IntentExample(text, null)),
    ];

    private static byte[] Saved(IntentModel model)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            model.Save(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IntentModel Loaded(byte[] bytes) => IntentModel.Load(new MemoryStream(bytes), "x.intents");

    [Theory]
    [InlineData("I want to eat a ripe pear", "food")]
    [InlineData("LEND ME THE SAW", "work")]
    public void A_message_like_the_examples_has_their_intent(string message, string intent)
    {
        var prediction = _trained.Value.Model.Predict(message);

        Assert.Equal((intent, false), (prediction.Intent, prediction.Abstains));
        Assert.InRange(prediction.Confidence, 0.5f, 1f);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ツツツ")]
    [InlineData("sing me a song about the moon")]
    public void A_message_of_no_intent_is_left_to_others(string message) => Assert.True(_trained.Value.Model.Predict(message).Abstains);

    [Fact]
    public void The_same_examples_give_the_same_model() =>
        Assert.Equal(Saved(_trained.Value.Model), Saved(IntentTrainer.Train(Examples()).Model));

    [Fact]
    public void A_saved_model_predicts_the_same()
    {
        var loaded = Loaded(Saved(_trained.Value.Model));

        Assert.All(Examples(), example => Assert.Equal(_trained.Value.Model.Predict(example.Text), loaded.Predict(example.Text)));
    }

    [Fact]
    public void Many_threads_get_the_same_answers()
    {
        var model = _trained.Value.Model;
        var expected = Examples().Select(example => model.Predict(example.Text)).ToList();

        Parallel.For(0, 64, _ => Assert.Equal(expected, Examples().Select(example => model.Predict(example.Text))));
    }

    [Fact]
    public void A_prediction_allocates_nothing()
    {
        var model = _trained.Value.Model;
        model.Predict("where is the hammer");
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var round = 0; round < 100; round++) model.Predict("where is the hammer");

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }

    [Fact]
    public void A_message_of_any_length_and_content_is_read()
    {
        var model = _trained.Value.Model;

        foreach (var piece in new[] { "?", "a", "a?", "? ", "é'", "0", "\uD83D\uDE00", "\uD83D", " " })
            Assert.Contains(model.Predict(string.Concat(Enumerable.Repeat(piece, 5_000))).Intent, model.Intents);
    }

    [Fact]
    public void Damage_is_noticed_or_changes_nothing()
    {
        var bytes = Saved(_trained.Value.Model);
        var noticed = 0;
        for (var place = 0; place < bytes.Length; place += place < 64 ? 1 : 97)
        {
            var damaged = bytes.ToArray();
            damaged[place] ^= 0x55;
            // Bits that the packing does not use may differ; the checksum is of the content.
            if (Record.Exception(() => Assert.Equal(bytes, Saved(Loaded(damaged)))) is not { } error) continue;
            Assert.StartsWith("BTN710", Assert.IsType<BatonException>(error).Code);
            noticed++;
        }

        Assert.InRange(noticed, 60, int.MaxValue);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(26)]
    [InlineData(200)]
    public void A_model_that_is_cut_off_is_refused(int length)
    {
        var error = Assert.Throws<BatonException>(() => Loaded(Saved(_trained.Value.Model)[..length]));

        Assert.Equal(ErrorCodes.IntentModelInvalid, error.Code);
        Assert.Contains("baton train intents", error.Message);
    }

    [Fact]
    public void A_model_of_another_version_is_refused()
    {
        var bytes = Saved(_trained.Value.Model);
        bytes[4] = 2;

        Assert.Equal(ErrorCodes.IntentModelVersionUnknown, Assert.Throws<BatonException>(() => Loaded(bytes)).Code);
    }

    [Fact]
    public void A_model_that_is_missing_is_told_with_the_cure()
    {
        var error = Assert.Throws<BatonException>(() => IntentModel.Load("/nowhere/x.intents"));

        Assert.Equal(ErrorCodes.IntentModelInvalid, error.Code);
        Assert.Contains("baton train intents", error.Message);
    }
}
