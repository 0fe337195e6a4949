using Baton.Engine.Hosting;
using Baton.Graphs;
using Baton.Registry;

namespace Baton.Tests.Engine;

public sealed class DefinitionSourceTests
{
    [Fact]
    public void Builders_of_one_assembly_come_from_the_same_code()
    {
        var key = DefinitionSource.KeyOf(new GraphRow("a", "default", Define));

        Assert.NotNull(key);
        Assert.Equal(key, DefinitionSource.KeyOf(new GraphRow("b", "other", static () => Talk.Asking())));
    }

    [Fact]
    public void A_builder_of_another_assembly_comes_from_other_code() => Assert.NotEqual(
        DefinitionSource.KeyOf(new GraphRow("a", "default", Define)),
        DefinitionSource.KeyOf(new GraphRow("b", "default", Activator.CreateInstance<GraphDefinition>)));

    [Fact]
    public void Of_a_builder_that_captured_something_the_code_does_not_tell_enough()
    {
        var graph = Talk.Plain();

        Assert.Null(DefinitionSource.KeyOf(new GraphRow("a", "default", () => graph)));
    }

    private static GraphDefinition Define() => Talk.Plain();
}
