using Baton.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Baton.Server.Console;

/// <summary>The console: its page at <c>/</c>, its files, and the session of a browser.</summary>
internal static class ConsoleApi
{
    /// <summary>Where everything of the console but its first page is.</summary>
    public const string Place = "/console";

    private static readonly string[] _read = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder routes)
    {
        // Open to everybody: the page holds no data, and asks for a key where it needs one.
        var files = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        files.MapMethods("/", _read, ConsolePages.Page);
        files.MapMethods(Place, _read, ConsolePages.Page);
        files.MapMethods(Place + "/assets/{**file}", _read, ConsolePages.File);
        files.MapMethods(Place + "/{**view}", _read, ConsolePages.Page);

        var session = routes.MapGroup(Place + "/session").WithTags("Console").AllowAnonymous();
        session.MapGet("", ConsoleSession.Get);
        session.MapPost("", ConsoleSession.Open).WithBody(typeof(ConsoleKey));
        session.MapDelete("", ConsoleSession.Close);
    }

    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => ConsoleFiles.Embedded());
        services.TryAddSingleton<ConsoleFeatures>();
        return services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ConsoleJson.Default));
    }
}
