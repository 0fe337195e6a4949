namespace Baton.Support.Desk.Rules;

/// <summary>How urgent a request is at least, whatever a model thinks: rules only raise. Pure.</summary>
internal static class PriorityRules
{
    /// <summary>The priority after the rules, and why it was raised; empty where the model's stands.</summary>
    /// <param name="suggested">What triage decided.</param>
    /// <param name="signals">What the message gives away.</param>
    /// <param name="isVip">Whether the customer is one that must not wait.</param>
    public static (Priority Priority, string Reason) Judge(Priority suggested, Signal signals, bool isVip)
    {
        var priority = suggested;
        List<string> reasons = [];
        if (signals.HasFlag(Signal.Security)) AtLeast(Priority.Critical, "security");
        if (signals.HasFlag(Signal.Deadline | Signal.Urgent)) AtLeast(Priority.Critical, "an urgent deadline");
        if (signals.HasFlag(Signal.Deadline)) AtLeast(Priority.High, "a deadline");
        if (signals.HasFlag(Signal.Urgent)) AtLeast(Priority.High, "urgency");
        if (signals.HasFlag(Signal.Anger)) AtLeast(Priority.High, "anger");
        if ((signals & (Signal.Repeated | Signal.Unsolved)) != Signal.None) AtLeast(Priority.High, "repeated contact");
        if (isVip) AtLeast(priority < Priority.Critical ? priority + 1 : priority, "a customer who must not wait");
        return (priority, string.Join(", ", reasons));

        void AtLeast(Priority least, string reason)
        {
            if (priority >= least) return;
            priority = least;
            reasons.Add(reason);
        }
    }
}
