using Baton.Agents.Intents;
using Baton.Calls.Flow;
using Baton.Calls.Settings;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Calls.Intents;

/// <summary>
/// Recognises what a caller wants. A model tells the topic, in whatever language; which intent that is follows from the stage, so that "my money
/// back" is a request in one stage and an order in another.
/// </summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
internal sealed class CallIntents
{
    /// <summary>The topic of a plain yes: the matter that the call is about.</summary>
    public const string Consent = "consent";

    /// <summary>The setting with the path of a model of one's own; <c>off</c> for none.</summary>
    public const string Setting = CallSettings.Section + ":Model";

    private const string Resource = "intents/calls.intents";
    private readonly IntentModel? _model;
    private readonly CallSettings _settings;

    public CallIntents(IntentModel? model, CallSettings settings) => (_model, _settings) = (model, settings);

    /// <summary>The model that the configuration names; without a setting the shipped one.</summary>
    /// <exception cref="BatonException">It cannot be read (BTN7102, BTN7103).</exception>
    public static CallIntents From(IConfiguration configuration, CallSettings settings) => configuration[Setting] switch
    {
        null or "" => new CallIntents(Shipped(), settings),
        "off" => new CallIntents(null, settings),
        var path => new CallIntents(IntentModel.Load(Path.GetFullPath(path)), settings),
    };

    /// <summary>The shipped model: English, German, French and Spanish.</summary>
    public static IntentModel Shipped()
    {
        using var stream = typeof(CallIntents).Assembly.GetManifestResourceStream(Resource)!;
        return IntentModel.Load(stream, Resource);
    }

    /// <summary>The intent of a turn; <see cref="CallIntent.Unknown"/> where nobody can tell.</summary>
    public string Recognise(CallState state)
    {
        if (_model?.Predict(state.Turn.InputMessage) is not { Abstains: false, Intent: var topic }) return CallIntent.Unknown;
        return Find(topic == Consent ? state.Topic : topic, state.CurrentFlowId, onlyHere: topic == Consent)?.Name ?? CallIntent.Unknown;
    }

    /// <summary>The intent of a topic: that of the stage, or else the first one, which is then at the wrong stage.</summary>
    private CallIntent? Find(string topic, int stage, bool onlyHere)
    {
        // A model of one's own may name intents themselves.
        var named = _settings.Intents.Where(intent => intent.Topic == topic || intent.Name == topic).ToList();
        return named.Find(intent => intent.Stages.Contains(stage)) ?? (onlyHere ? null : named.FirstOrDefault());
    }
}
