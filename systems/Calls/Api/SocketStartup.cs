using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Baton.Calls.Api;

/// <summary>Lets the application take WebSockets, behind Baton's guard of hosts and origins.</summary>
internal sealed class SocketStartup : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(15) });
        next(app);
    };
}
