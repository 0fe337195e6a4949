using System.Collections.Frozen;
using System.Globalization;

namespace Baton.Calls.Flow;

/// <summary>What Baton itself says in a call, where no agent can, in the caller's language.</summary>
/// <param name="WrongStage">The intent belongs to other stages: {0} intent, {1} present stage's label, {2} its number, {3} the intent's stages.</param>
/// <param name="AgentFailed">An agent gave no answer: the caller may say it again.</param>
internal sealed record CallPhrases(string WrongStage, string AgentFailed)
{
    private static readonly FrozenDictionary<string, CallPhrases> _all = new Dictionary<string, CallPhrases>
    {
        ["en"] = new(
            "This is not the moment for '{0}': the call is at stage {2}, {1}, and '{0}' belongs to stage {3}. Please go on with the present stage.",
            "I am sorry, that did not work just now. Nothing is lost: please say it again in a moment."),
        ["de"] = new(
            "Für '{0}' ist es noch nicht so weit oder schon zu spät: Das Gespräch ist bei Schritt {2}, {1}, und '{0}' gehört zu Schritt {3}. Bitte machen Sie mit dem jetzigen Schritt weiter.",
            "Es tut mir leid, das hat gerade nicht geklappt. Es ist nichts verloren: Bitte sagen Sie es gleich noch einmal."),
        ["fr"] = new(
            "Ce n'est pas le moment pour '{0}' : l'appel en est à l'étape {2}, {1}, et '{0}' appartient à l'étape {3}. Merci de continuer avec l'étape en cours.",
            "Je suis désolé, cela n'a pas fonctionné à l'instant. Rien n'est perdu : merci de le redire dans un moment."),
        ["es"] = new(
            "No es el momento de '{0}': la llamada está en la etapa {2}, {1}, y '{0}' pertenece a la etapa {3}. Por favor, siga con la etapa actual.",
            "Lo siento, ahora mismo no ha funcionado. No se ha perdido nada: por favor, dígalo otra vez en un momento."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The phrases of a language; the English ones where there are none.</summary>
    public static CallPhrases In(string language) => _all.GetValueOrDefault(language) ?? _all["en"];

    /// <summary>Fills a phrase.</summary>
    public static string Fill(string phrase, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.InvariantCulture, phrase, values);
}
