using System.Reflection;
using System.Text.Json;

namespace Baton.Server.Tests.A2A;

/// <summary>Which requirements of the compatibility kit (branch 1.0-dev) have a test here, and which have none for what reason.</summary>
public sealed class TckCoverageTests
{
    private static readonly string[] Required =
    [
        "CARD-DISC-001", "CARD-PROTO-001", "CARD-PROTO-002", "CARD-STRUCT-001", "CARD-EXT-001", "CARD-EXT-002",
        "CORE-SEND-001", "CORE-SEND-002", "CORE-SEND-003", "CORE-STREAM-001", "CORE-STREAM-002", "CORE-STREAM-003", "CORE-GET-001", "CORE-GET-002",
        "CORE-LIST-001", "CORE-LIST-002", "CORE-LIST-003", "CORE-LIST-004", "CORE-LIST-005", "CORE-CANCEL-001", "CORE-CANCEL-002", "CORE-CANCEL-003",
        "CORE-EXECUTION-MODE-001", "CORE-EXECUTION-MODE-002", "CORE-ERR-001", "CORE-ERR-002", "CORE-CAP-001", "CORE-CAP-002", "CORE-CAP-003", "CORE-CAP-004",
        "CORE-MULTI-001a", "CORE-MULTI-002a", "CORE-MULTI-003", "CORE-MULTI-004", "CORE-MULTI-005", "CORE-MULTI-006", "CORE-HIST-002",
        "DM-TASK-001", "DM-TASK-002", "DM-MSG-001", "DM-MSG-002", "DM-PART-001", "DM-ART-001", "DM-STATUS-001",
        "DM-SERIAL-001", "DM-SERIAL-002", "DM-SERIAL-003", "DM-SERIAL-004",
        "STREAM-ORDER-001", "STREAM-ORDER-002", "STREAM-ORDER-003", "STREAM-ORDER-004", "STREAM-SUB-001", "STREAM-SUB-002", "STREAM-SUB-003", "STREAM-SUB-004",
        "PUSH-CREATE-001", "PUSH-CREATE-002", "PUSH-GET-001", "PUSH-GET-002", "PUSH-LIST-001", "PUSH-DEL-001", "PUSH-DEL-002",
        "PUSH-DELIVER-001", "PUSH-DELIVER-002", "PUSH-DELIVER-003", "VER-CLIENT-001", "VER-CLIENT-002", "VER-SERVER-001", "VER-SERVER-002", "VER-SERVER-003",
        "BIND-EQUIV-001", "BIND-EQUIV-002", "BIND-EQUIV-003", "BIND-EQUIV-004", "BIND-FIELD-001", "JSONRPC-FMT-001", "JSONRPC-FMT-002",
        "JSONRPC-SVC-001", "JSONRPC-SVC-002", "JSONRPC-ERR-001", "JSONRPC-ERR-002", "JSONRPC-ERR-003", "JSONRPC-SSE-001", "JSONRPC-SSE-002",
        "HTTP_JSON-URL-001", "HTTP_JSON-URL-002", "HTTP_JSON-SVC-001", "HTTP_JSON-SVC-002", "HTTP_JSON-QP-001", "HTTP_JSON-ERR-001", "HTTP_JSON-ERR-002",
        "HTTP_JSON-STATUS-001", "HTTP_JSON-SSE-001", "AUTH-SERVER-002", "AUTH-SCOPE-001", "AUTH-SCOPE-002", "AUTH-SCOPE-003",
    ];

    // Not required here: GRPC-* (no gRPC binding), AUTH-TLS-* (TLS ends before the server), CARD-SIGN-* (cards are not signed),
    // AUTH-INTASK-* (no task waits for credentials).
    [Fact]
    public void Every_requirement_that_concerns_the_server_has_a_test()
    {
        var met = typeof(TckCoverageTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .SelectMany(method => method.GetCustomAttribute<TckAttribute>()?.Requirements ?? []);

        Assert.Empty(Required.Except(met));
    }

    [Theory]
    [InlineData("Task", """{"id":"1","contextId":"2","status":{"state":"completed","timestamp":"2026-01-01T00:00:00.000Z"}}""")]
    [InlineData("Task", """{"id":"1","contextId":"2","status":{"state":"TASK_STATE_COMPLETED","timestamp":"2026-01-01T00:00:00Z"}}""")]
    [InlineData("Task", """{"kind":"task","id":"1","contextId":"2","status":{"state":"TASK_STATE_COMPLETED","timestamp":"2026-01-01T00:00:00.000Z"}}""")]
    [InlineData("Event", """{"task":{}}""")]
    [InlineData("Part", """{"kind":"text","text":"x"}""")]
    public void A_body_of_another_shape_is_noticed(string shape, string body) =>
        Assert.ThrowsAny<Exception>(() => Shapes.AssertIs(shape, JsonElement.Parse(body)));
}
