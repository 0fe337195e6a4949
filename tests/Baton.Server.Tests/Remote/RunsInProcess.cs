using Baton.Engine.Runs;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Remote;

public sealed class RunsInProcess : RunsContract
{
    private protected override IRuns Create(RealServer server) => server.Services.GetRequiredService<IRuns>();
}
