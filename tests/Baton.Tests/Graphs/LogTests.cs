using System.Text.Json;
using Baton.Contracts;
using Baton.Graphs;

namespace Baton.Tests.Graphs;

public sealed class LogTests
{
    private sealed record Holder(Log<int> Numbers, Log<string>? Words);

    [Fact]
    public void A_log_grows_and_the_earlier_one_stays_as_it_was()
    {
        var one = Log<int>.Empty.Add(1);
        var three = one.AddRange(2, 3);

        Assert.Equal([1], one);
        Assert.Equal([1, 2, 3], three);
        Assert.Equal((0, 1, 3), (Log<int>.Empty.Count, one.Count, three.Count));
        Assert.Same(one, one.AddRange());
    }

    [Fact]
    public void Two_continuations_of_one_log_do_not_see_each_other()
    {
        var start = Log<int>.Empty.AddRange(1, 2);

        var left = start.Add(3);
        var right = start.Add(4).Add(5);

        Assert.Equal([1, 2, 3], left);
        Assert.Equal([1, 2, 4, 5], right);
        Assert.Equal([1, 2], start);
    }

    [Fact]
    public async Task Continuations_at_the_same_time_do_not_mix()
    {
        var start = Log<int>.Empty.AddRange([.. Enumerable.Range(0, 100)]);

        var grown = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
            () =>
            {
                var log = start;
                for (var item = 0; item < 500; item++) log = log.Add(writer);
                return (writer, log);
            },
            TestContext.Current.CancellationToken)));

        Assert.All(grown, result => Assert.Equal(Enumerable.Repeat(result.writer, 500), result.log.Skip(100)));
    }

    [Fact]
    public void What_grows_out_of_the_empty_log_does_not_stay_alive_with_it()
    {
        var item = Grow();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(item.TryGetTarget(out _));

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference<Version> Grow() => new(Log<Version>.Empty.Add(new Version(1, 0))[0]);
    }

    [Fact]
    public void An_index_outside_is_refused_even_where_a_longer_log_has_an_item()
    {
        var one = Log<int>.Empty.Add(1);
        _ = one.Add(2);

        Assert.Throws<ArgumentOutOfRangeException>(() => one[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => one[-1]);
    }

    [Fact]
    public void A_log_extends_its_prefixes_and_nothing_else()
    {
        ILog start = Log<int>.Empty.AddRange(1, 2);
        ILog longer = ((Log<int>)start).Add(3);
        ILog same = Log<int>.Empty.AddRange(1, 2, 3, 4);
        ILog other = Log<int>.Empty.AddRange(1, 9, 3, 4);

        Assert.True(longer.Extends(start));
        Assert.True(longer.Extends(null));
        Assert.True(same.Extends(longer));
        Assert.False(start.Extends(longer));
        Assert.False(other.Extends(longer));
        Assert.False(longer.Extends((ILog)Log<string>.Empty));
        Assert.Equal((typeof(int), 3), (longer.ItemType, longer.ItemAt(2)));
    }

    [Fact]
    public void In_JSON_a_log_is_an_array()
    {
        const string json = """{"numbers":[1,2],"words":null}""";

        var holder = JsonSerializer.Deserialize<Holder>(json, BatonJson.Options)!;

        Assert.Equal([1, 2], holder.Numbers);
        Assert.Null(holder.Words);
        Assert.Equal(json, JsonSerializer.Serialize(holder, BatonJson.Options));
    }
}
