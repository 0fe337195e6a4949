using System.Reflection;
using Baton.Engine.Stores;

namespace Baton.Tests.Engine;

/// <summary>A store as a process sees it that dies at its n-th call: the call is made or not, and no other gets through.</summary>
public class FailingStore : DispatchProxy
{
    private object _inner = null!;
    private Countdown _countdown = null!;

    /// <summary>Makes one.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="calls">How many calls get through.</param>
    /// <param name="lastIsMade">True where the call after them is made, and only its outcome is lost.</param>
    public static IStore Of(IStore inner, int calls, bool lastIsMade) => Wrap(inner, new Countdown(calls, lastIsMade));

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.ReturnType == typeof(IRunStore)) return Wrap((IRunStore)targetMethod.Invoke(_inner, args)!, _countdown);
        if (targetMethod.ReturnType == typeof(IThreadStore)) return Wrap((IThreadStore)targetMethod.Invoke(_inner, args)!, _countdown);
        _countdown.Left--;
        if (_countdown.Left >= 0) return targetMethod.Invoke(_inner, args);
        if (_countdown.Left == -1 && _countdown.LastIsMade) targetMethod.Invoke(_inner, args);
        throw new IOException("The process has died.");
    }

    private static T Wrap<T>(T inner, Countdown countdown)
        where T : class
    {
        var proxy = Create<T, FailingStore>();
        ((FailingStore)(object)proxy)._inner = inner;
        ((FailingStore)(object)proxy)._countdown = countdown;
        return proxy;
    }

    private sealed class Countdown(int left, bool lastIsMade)
    {
        public int Left { get; set; } = left;

        public bool LastIsMade { get; } = lastIsMade;
    }
}
