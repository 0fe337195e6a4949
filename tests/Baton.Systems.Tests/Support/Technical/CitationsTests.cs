using Baton.Support.Desk.Technical;

namespace Baton.Systems.Tests.Support.Technical;

public sealed class CitationsTests
{
    [Fact]
    public void Citations_of_what_was_found_stay_and_invented_ones_go()
    {
        var retrieved = new RetrievedSources([new("[a.md#0]", "x"), new("[b.md#2]", "y")]);

        var (answer, cites) = Citations.Check("First [b.md#2]. Second [c.md#1]. Third [b.md#2], [a.md#0]; see [this].", retrieved);

        Assert.Equal("First [b.md#2]. Second. Third [b.md#2], [a.md#0]; see [this].", answer);
        Assert.Equal(["[b.md#2]", "[a.md#0]"], cites);
    }
}
