using System.ComponentModel;
using Baton.Agents.Models;
using Baton.Engine.Hosting;
using Baton.Graphs;
using Baton.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Docs;

public sealed record ParcelAnswer(string Text, string? ParcelId);

public static class ParcelTools
{
    [Description("Says where a parcel is.")]
    public static string LookUp([Description("The parcel's number, such as P-17.")] string id) => $"Parcel {id} is at the depot in Leeds.";
}

public sealed class ParcelRehearsal : Rehearsal
{
    public override string Agent => "parcels";

    public override RehearsalReply Reply(RehearsalRequest request) => request.Messages[^1].Type == "tool"
        ? RehearsalReply.Answer(new ParcelAnswer(request.Messages[^1].Content, "P-17"))
        : RehearsalReply.Call("look_up_parcel", new { id = "P-17" });
}

public sealed record ParcelQuestion(string Text);

public sealed record ParcelState(string Question)
{
    public ParcelAnswer? Answer { get; init; }
}

public static class ParcelDesk
{
    public static GraphDefinition Define() => Graph
        .Define<ParcelQuestion, ParcelState, ParcelAnswer>("parcel_desk", version: 1)
        .Start(question => new ParcelState(question.Text))
        .Agent<ParcelAnswer>("answer", "parcels", state => state.Question, (state, answer) => state with { Answer = answer })
        .Return(state => state.Answer!);
}

public sealed class ParcelSystem : BatonSystem
{
    public override string Name => "Parcels";

    public override void Configure(BatonBuilder baton) => baton
        .AddAgents(typeof(ParcelSystem).Assembly)
        .AddTool("look_up_parcel", ParcelTools.LookUp)
        .AddRehearsal<ParcelRehearsal>()
        .AddGraph(ParcelDesk.Define());
}

public static class ParcelProgram
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddBaton(baton => baton.UseSqlite("data/baton.db").AddSystem<ParcelSystem>());
        var app = builder.Build();
        app.MapBaton();
        return app;
    }
}
