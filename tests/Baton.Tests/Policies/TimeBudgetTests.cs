using Baton.Policies;

namespace Baton.Tests.Policies;

public sealed class TimeBudgetTests
{
    [Fact]
    public void The_classes_are_these()
    {
        Assert.Equal(
            [("background", 20), ("retrieval", 30), ("default", 60), ("standard", 90), ("heavy", 120), ("discovery", 180), ("thinking", 180)],
            TimeBudget.All.Select(budget => (budget.Name, (int)budget.Duration.TotalSeconds)));
    }
}
