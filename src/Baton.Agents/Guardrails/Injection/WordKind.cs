namespace Baton.Agents.Guardrails.Injection;

/// <summary>What a word can mean where somebody talks to a model instead of through it. A word may be of several kinds.</summary>
[Flags]
internal enum WordKind
{
    None = 0,

    /// <summary>Tells to leave something aside.</summary>
    Override = 1 << 0,

    /// <summary>What came before.</summary>
    Prior = 1 << 1,

    /// <summary>What a model was told.</summary>
    Orders = 1 << 2,

    /// <summary>Tells to bring something out.</summary>
    Reveal = 1 << 3,

    /// <summary>What must not come out.</summary>
    Secret = 1 << 4,

    /// <summary>The model's own.</summary>
    Your = 1 << 5,

    /// <summary>The speaker's own.</summary>
    Mine = 1 << 6,

    /// <summary>What a model reads.</summary>
    Content = 1 << 7,

    /// <summary>Tells to claim something.</summary>
    State = 1 << 8,

    /// <summary>Leaves the world as it is.</summary>
    Imagine = 1 << 9,

    /// <summary>What is known of a person.</summary>
    Personal = 1 << 10,

    /// <summary>Who has power over a model.</summary>
    Authority = 1 << 11,

    /// <summary>A state that a model is to be put into.</summary>
    Mode = 1 << 12,

    /// <summary>Tells to read or write in code.</summary>
    Decode = 1 << 13,

    /// <summary>A code.</summary>
    Cipher = 1 << 14,

    /// <summary>All of something.</summary>
    All = 1 << 15,

    /// <summary>Where many people's data is.</summary>
    Store = 1 << 16,

    /// <summary>Tells to put parts together.</summary>
    Join = 1 << 17,

    /// <summary>A model.</summary>
    Machine = 1 << 18,

    /// <summary>Tells to become somebody.</summary>
    Become = 1 << 19,

    /// <summary>Asks.</summary>
    Ask = 1 << 20,

    /// <summary>A form that hides a text from a filter.</summary>
    Form = 1 << 21,

    /// <summary>Free of rules.</summary>
    Free = 1 << 22,

    /// <summary>One of the commonest words.</summary>
    Common = 1 << 23,

    /// <summary>A common word in ROT13.</summary>
    Turned = 1 << 24,

    /// <summary>A word of another kind, backwards.</summary>
    Backward = 1 << 25,

    /// <summary>Whom a model serves, in the third person: customers speak of themselves in the first.</summary>
    Served = 1 << 26,

    /// <summary>What is worth writing in disguise.</summary>
    Telling = Override | Orders | Reveal | Secret | Mode | Free,
}
