namespace Baton.Support.Orders.Rehearsals;

/// <summary>What the rehearsal makes of a customer's words.</summary>
/// <param name="Steps">The calls, in order.</param>
/// <param name="Product">A product that must be looked at first, or null.</param>
internal sealed record OrderPlan(IReadOnlyList<PlannedStep> Steps, string? Product)
{
    /// <summary>Makes a plan from what the customer said and the tools have told.</summary>
    public static OrderPlan Of(string wishes, RehearsedRecords records)
    {
        var plan = new PlanBuilder(wishes, records);
        foreach (var clause in Clause.Read(wishes)) plan.Take(clause);
        return plan.Build();
    }
}

/// <summary>A call that is planned, in words too.</summary>
internal sealed record PlannedStep(string Tool, object Arguments, string Text);
