using Baton.Agents.Tools;
using Baton.Engine.Hosting;
using Baton.Support.Desk.Authority;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Systems.Tests.Support.Docs;

/// <summary>The snippets of the guide, as code.</summary>
internal static class OwnDesk
{
    public static void Configure(BatonBuilder baton)
    {
        baton.Services.AddSingleton<IMeasureHandler, Books>();
        baton.AddTool("look_up_contract", (string customer) => $"{customer} has the contract Basic.", new ToolOptions { Description = "Says which contract a customer has." });
    }
}

/// <summary>Carries measures out by writing them down.</summary>
internal sealed class Books : IMeasureHandler
{
    private readonly Lock _gate = new();
    private readonly List<Measure> _written = [];

    public IReadOnlyList<Measure> Written
    {
        get
        {
            lock (_gate) return [.. _written];
        }
    }

    public ValueTask CarryOutAsync(string tenant, string request, Measure measure, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_written.TrueForAll(each => each.Id != measure.Id)) _written.Add(measure);
        }

        return ValueTask.CompletedTask;
    }
}
