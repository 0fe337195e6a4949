namespace Baton.Calls.Rehearsals;

/// <summary>Something that rehearsals say, in the four languages. Values stand in it as <c>{0}</c>, <c>{1}</c> …</summary>
internal sealed record Phrase(string English, string German, string French, string Spanish)
{
    /// <summary>In a language, by its name as prompts say it.</summary>
    public string In(string language, params object[] values)
    {
        var text = language switch { "German" => German, "French" => French, "Spanish" => Spanish, _ => English };
        return values.Length == 0 ? text : string.Format(text, values);
    }
}
