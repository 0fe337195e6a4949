using Baton.Engine.A2A;
using Baton.Engine.Hosting;
using Baton.Errors;
using Baton.Server.Http;

namespace Baton.Server.A2A;

/// <summary>Making, reading and removing push notification configurations.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class PushOperations(TaskReader reader, PushConfigs configs, PushConfigReader push, IdSource ids, TimeProvider time)
{
    public async ValueTask<object?> CreateAsync(A2ACall call, Fields parameters)
    {
        var task = TaskOf(parameters, call);
        var config = push.Read(parameters);
        parameters.Throw();
        var row = await reader.FindAsync(call, task);
        if (!Tasks.IsAnnounced(row)) throw new BatonException(ErrorCodes.PushNotSupported, "This task was not begun by a message: its states are not told of. Begin it over A2A, or start the run with a webhook.");
        config = config with { Id = config.Id ?? ids.NewId(time.GetUtcNow()).ToString("D"), TaskId = Tasks.IdOf(row) };

        // Of a rest that is over before the configuration is there it is not told.
        await configs.SaveAsync(call.Tenant, row.Id, new PushRecord(config, call.Version, Tasks.Rests(row) ? row.Seq : row.Seq - 1), call.Gone);
        return config;
    }

    public async ValueTask<object?> GetAsync(A2ACall call, Fields parameters)
    {
        var task = TaskOf(parameters, call);

        // 0.3 need not name the configuration where the task has one.
        var id = call.Version == A2AWire.Version03 && !parameters.Has("id") ? null : MessageReader.Id(parameters, "id");
        parameters.Throw();
        var row = await reader.FindAsync(call, task);
        var found = id is not null ? await configs.FindAsync(call.Tenant, row.Id, id, call.Gone)
            : await configs.ListAsync(call.Tenant, row.Id, call.Gone) is [var first, ..] ? first : null;
        return found?.Config ?? throw new BatonException(ErrorCodes.TaskUnknown, "The task has no such push notification configuration.");
    }

    public async ValueTask<object?> ListAsync(A2ACall call, Fields parameters)
    {
        var task = TaskOf(parameters, call);
        parameters.Throw();
        var row = await reader.FindAsync(call, task);
        return new PushConfigPage([.. (await configs.ListAsync(call.Tenant, row.Id, call.Gone)).Select(record => record.Config)], "");
    }

    public async ValueTask<object?> DeleteAsync(A2ACall call, Fields parameters)
    {
        var task = TaskOf(parameters, call);
        var id = MessageReader.Id(parameters, "id");
        parameters.Throw();
        var row = await reader.FindAsync(call, task);
        await configs.DeleteAsync(call.Tenant, row.Id, id!, call.Gone);
        return null;
    }

    private static string TaskOf(Fields parameters, A2ACall call)
    {
        SendOrder.CheckTenant(parameters, call);
        return MessageReader.Id(parameters, "task_id") ?? "";
    }
}
