using Baton.Calls.Flow;
using Baton.Calls.Intents;
using Baton.Calls.Settings;
using Baton.Contracts;

namespace Baton.Systems.Tests.Calls;

public sealed class CallIntentsTests
{
    private static readonly CallIntents _intents = new(CallIntents.Shipped(), CallSettings.Shipped);

    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    [InlineData("fr")]
    [InlineData("es")]
    public void Topics_are_recognised_in_each_language(string language)
    {
        var known = Spoken().Where(said => said.Language == language && said.Topic != "oos").ToList();
        var model = CallIntents.Shipped();

        var predictions = known.Select(said => (said.Topic, Prediction: model.Predict(said.Text))).ToList();

        var right = predictions.Count(pair => pair.Prediction.Intent == pair.Topic);
        var answered = predictions.Count(pair => !pair.Prediction.Abstains);
        var rightAnswers = predictions.Count(pair => !pair.Prediction.Abstains && pair.Prediction.Intent == pair.Topic);
        TestContext.Current.TestOutputHelper?.WriteLine($"{language}: {right} of {known.Count} right; answers {answered}, of which {rightAnswers} are right");
        Assert.True(right >= 0.8 * known.Count, $"{right} of {known.Count}");
    }

    [Theory]
    [InlineData("I would like a refund", 3, "refund_request")]
    [InlineData("I would like a refund", 4, "process_refund")]
    [InlineData("Ich möchte mein Geld zurück", 3, "refund_request")]
    [InlineData("quel est mon solde", 3, "balance_inquiry")]
    [InlineData("buenos días", 1, "greeting")]
    [InlineData("auf Wiedersehen", 5, "closing")]
    public void An_intent_is_that_of_the_stage(string message, int stage, string intent) => Assert.Equal(intent, _intents.Recognise(Said(message, stage)));

    [Fact]
    public void What_belongs_to_another_stage_is_recognised_all_the_same() => Assert.Equal("refund_request", _intents.Recognise(Said("I would like a refund", 1)));

    [Theory]
    [InlineData("yes please")]
    [InlineData("ja bitte")]
    [InlineData("oui s'il vous plaît")]
    [InlineData("sí, por favor")]
    public void A_plain_yes_means_the_matter_of_the_call(string message) =>
        Assert.Equal("process_refund", _intents.Recognise(Said(message, 4) with { Topic = "refund" }));

    [Fact]
    public void A_yes_without_a_matter_is_unknown() => Assert.Equal("unknown", _intents.Recognise(Said("yes please", 3)));

    [Theory]
    [InlineData("zzzz qqqq")]
    [InlineData("∆∆∆")]
    public void What_says_nothing_is_unknown(string message) => Assert.Equal("unknown", _intents.Recognise(Said(message, 3)));

    [Fact]
    public void Without_a_model_every_omitted_intent_is_unknown() =>
        Assert.Equal("unknown", new CallIntents(null, CallSettings.Shipped).Recognise(Said("I would like a refund", 3)));

    private static CallState Said(string message, int stage) => CallState.Open(new CallRequest("C", "A", "E", message), stage);

    private static IEnumerable<(string Language, string Text, string Topic)> Spoken()
    {
        using var text = new StringReader(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Calls", "Intents", "spoken.csv")));
        foreach (var row in new CsvReader(text, "spoken.csv").Rows().ToList()) yield return (row["language"], row["text"], row["intent"]);
    }
}
