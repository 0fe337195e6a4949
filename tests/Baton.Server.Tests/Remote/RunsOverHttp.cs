using Baton.Engine.Remote;
using Baton.Engine.Runs;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Remote;

public sealed class RunsOverHttp : RunsContract
{
    private protected override IRuns Create(RealServer server) => new HttpRuns(server.Client);
}
