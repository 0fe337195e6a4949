using System.Collections.Frozen;

namespace Baton.Support.Rehearsals.Reading;

/// <summary>Neighbouring words that mean one thing.</summary>
internal static class Phrases
{
    private static readonly FrozenDictionary<(string, string), string> _pairs = new Dictionary<(string, string), string>
    {
        [("sign", "up")] = "signup",
        [("signing", "up")] = "signup",
        [("sign", "in")] = "login",
        [("log", "in")] = "login",
        [("logging", "in")] = "login",
        [("log", "on")] = "login",
        [("logged", "out")] = "loggedout",
        [("get", "into")] = "login",
        [("in", "touch")] = "contact",
        [("order", "from")] = "orderfrom",
        [("no", "longer")] = "cannot",
        [("money", "back")] = "moneyback",
        [("pass", "word")] = "password",
        [("set", "up")] = "setup",
        [("setting", "up")] = "setup",
        [("customer", "service")] = "customerservice",
        [("customer", "services")] = "customerservice",
        [("customer", "support")] = "customerservice",
        [("customer", "assistance")] = "customerservice",
        [("customer", "care")] = "customerservice",
        [("business", "hours")] = "customerservice",
        [("opening", "hours")] = "customerservice",
        [("opening", "times")] = "customerservice",
        [("where", "is")] = "whereabouts",
        [("where", "are")] = "whereabouts",
        [("not", "working")] = "notworking",
        [("not", "work")] = "notworking",
        [("not", "load")] = "notworking",
        [("not", "open")] = "notworking",
        [("stopped", "working")] = "notworking",
        [("can", "not")] = "cannot",
        [("could", "not")] = "couldnt",
        [("not", "happy")] = "unhappy",
        [("not", "satisfied")] = "unhappy",
        [("change", "to")] = "changeto",
        [("changing", "to")] = "changeto",
        [("right", "away")] = "immediately",
        [("right", "now")] = "immediately",
        [("how", "much")] = "price",
        [("charged", "two")] = "twice",
        [("two", "times")] = "twice",
        [("thank", "you")] = "thanks",
        [("real", "one")] = "person",
    }.ToFrozenDictionary();

    /// <summary>Every word that is part of such a pair.</summary>
    public static IEnumerable<string> Parts => _pairs.Keys.SelectMany(pair => new[] { pair.Item1, pair.Item2 });

    /// <summary>The words with each such pair drawn together.</summary>
    public static List<string> Join(IReadOnlyList<string> words)
    {
        List<string> joined = new(words.Count);
        for (var index = 0; index < words.Count; index++)
        {
            if (index + 1 < words.Count && _pairs.TryGetValue((words[index], words[index + 1]), out var one))
            {
                joined.Add(one);
                index++;
            }
            else
            {
                joined.Add(words[index]);
            }
        }

        return joined;
    }
}
