using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Stores.Tests.Model;

/// <summary>One call of a store, which can be made on several of them.</summary>
/// <param name="Name">What it does, for reports.</param>
/// <param name="Call">Makes the call.</param>
internal sealed partial record Operation(string Name, Func<IStore, Task<object?>> Call)
{
    public static Operation Of<T>(string name, Func<IStore, ValueTask<T>> call) => new(name, async store => await call(store));

    public static Operation Of(string name, Func<IStore, ValueTask> call) =>
        new(name, async store =>
        {
            await call(store);
            return null;
        });

    /// <summary>Makes the call and writes what came of it in a form that can be compared.</summary>
    public async Task<(object? Outcome, string Text)> RunAsync(IStore store)
    {
        try
        {
            var outcome = await Call(store);
            return (outcome, LeaseKey().Replace(JsonSerializer.Serialize(outcome, StoreJson.Options), "$1"));
        }
        catch (BatonException exception)
        {
            return (null, exception.Code);
        }
    }

    /// <summary>A lease's key is the driver's own.</summary>
    [GeneratedRegex("""("run":"[0-9a-f-]+",)"key":[0-9]+,""")]
    private static partial Regex LeaseKey();
}
