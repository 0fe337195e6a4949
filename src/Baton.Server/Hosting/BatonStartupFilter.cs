using Baton.Server.Http;
using Baton.Server.Security;
using Baton.Server.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Baton.Server.Hosting;

/// <summary>Puts spans, error bodies and the host guard before everything else of the application.</summary>
internal sealed class BatonStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<RequestSpans>();
        app.UseMiddleware<ErrorMiddleware>();
        app.UseMiddleware<HostGuard>();
        next(app);
    };
}
