namespace Baton.Calls.Settings;

/// <summary>Checks how stages and intents go together: every call must be able to get through.</summary>
internal static class CallFlowCheck
{
    /// <summary>Notes every fault, with the setting and the cure.</summary>
    public static void Check(CallSettings settings, Action<string, string> add)
    {
        foreach (var stage in settings.Stages) CheckTargets(settings, stage, add);
        foreach (var intent in settings.Intents) CheckStages(settings, intent, add);
        foreach (var stage in settings.Stages.Where(stage => !settings.Intents.Any(intent => intent.Stages.Contains(stage.Id))))
        {
            add($"Stages:{stage.Id}", "no intent may come in it, so no call gets past it. Name it in the Stages of an intent, or remove it.");
        }

        CheckWays(settings, add);
    }

    private static void CheckTargets(CallSettings settings, CallStage stage, Action<string, string> add)
    {
        foreach (var (word, target) in stage.Branches.Select(branch => ($"Branches:{branch.Key}", branch.Value)).Prepend(("Next", stage.Next)))
        {
            if (target is { } id && settings.Stage(id) is null) add($"Stages:{stage.Id}:{word}", $"there is no stage {id}. There are {Numbers(settings)}.");
        }

        if (stage.Next == stage.Id) add($"Stages:{stage.Id}:Next", "a stage that follows itself is never left. Name another one, and the repetition in Branches or as Next of an intent.");
    }

    private static void CheckStages(CallSettings settings, CallIntent intent, Action<string, string> add)
    {
        if (intent.Next?.Stage is { } next && settings.Stage(next) is null) add($"Intents:{intent.Name}:Next", $"there is no stage {next}. There are {Numbers(settings)}.");
        foreach (var id in intent.Stages.Where(id => settings.Stage(id) is null))
        {
            add($"Intents:{intent.Name}:Stages", $"there is no stage {id}. There are {Numbers(settings)}; where the shipped intents do not fit, set ShippedIntents to false.");
        }
    }

    private static void CheckWays(CallSettings settings, Action<string, string> add)
    {
        if (settings.Stages.Count == 0) return;
        var reached = Reach([settings.Stages[0].Id], id => settings.Stage(id) is { } stage ? settings.Followers(stage).OfType<int>() : []);
        foreach (var stage in settings.Stages.Where(stage => !reached.Contains(stage.Id)))
        {
            add($"Stages:{stage.Id}", "no stage leads to it. Name it as Next or in the Branches of another, or remove it.");
        }

        var ending = Reach(
            settings.Stages.Where(stage => settings.Followers(stage).Contains(null)).Select(stage => stage.Id),
            id => settings.Stages.Where(stage => settings.Followers(stage).Contains(id)).Select(stage => stage.Id));
        foreach (var stage in settings.Stages.Where(stage => !ending.Contains(stage.Id)))
        {
            add($"Stages:{stage.Id}", "no way leads from it to the call's end. Set Next of some stage behind it to 'end'.");
        }
    }

    private static HashSet<int> Reach(IEnumerable<int> from, Func<int, IEnumerable<int>> on)
    {
        var reached = new HashSet<int>();
        var open = new Stack<int>(from);
        while (open.TryPop(out var stage))
        {
            if (!reached.Add(stage)) continue;
            foreach (var next in on(stage)) open.Push(next);
        }

        return reached;
    }

    private static string Numbers(CallSettings settings) => string.Join(", ", settings.Stages.Select(stage => stage.Id));
}
