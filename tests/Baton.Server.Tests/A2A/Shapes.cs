using System.Text.Json;
using Baton.Contracts;

namespace Baton.Server.Tests.A2A;

/// <summary>The shapes of version 1.0 as JSON schemas: what is not in them must not be sent.</summary>
internal static class Shapes
{
    private const string Definitions = """
        {
          "Text": {"type": "string"},
          "Id": {"type": "string", "minLength": 1},
          "Timestamp": {"type": "string", "pattern": "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$"},
          "Part": {"type": "object", "additionalProperties": false, "minProperties": 1, "properties": {
            "text": {"type": "string"}, "raw": {"type": "string"}, "url": {"type": "string"}, "data": {}, "filename": {"type": "string"},
            "mediaType": {"type": "string"}, "metadata": {"type": "object"}}},
          "Message": {"type": "object", "additionalProperties": false, "required": ["messageId", "role", "parts"], "properties": {
            "messageId": {"$ref": "#/$defs/Id"}, "role": {"enum": ["ROLE_USER", "ROLE_AGENT"]},
            "parts": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Part"}}, "contextId": {"$ref": "#/$defs/Id"}, "taskId": {"$ref": "#/$defs/Id"},
            "metadata": {"type": "object"}, "extensions": {"type": "array"}, "referenceTaskIds": {"type": "array"}}},
          "Status": {"type": "object", "additionalProperties": false, "required": ["state", "timestamp"], "properties": {
            "state": {"enum": ["TASK_STATE_SUBMITTED", "TASK_STATE_WORKING", "TASK_STATE_COMPLETED", "TASK_STATE_FAILED", "TASK_STATE_CANCELED",
              "TASK_STATE_INPUT_REQUIRED", "TASK_STATE_REJECTED", "TASK_STATE_AUTH_REQUIRED"]},
            "message": {"$ref": "#/$defs/Message"}, "timestamp": {"$ref": "#/$defs/Timestamp"}}},
          "Artifact": {"type": "object", "additionalProperties": false, "required": ["artifactId", "parts"], "properties": {
            "artifactId": {"$ref": "#/$defs/Id"}, "name": {"type": "string"}, "description": {"type": "string"},
            "parts": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Part"}}, "metadata": {"type": "object"}, "extensions": {"type": "array"}}},
          "Task": {"type": "object", "additionalProperties": false, "required": ["id", "contextId", "status"], "properties": {
            "id": {"$ref": "#/$defs/Id"}, "contextId": {"$ref": "#/$defs/Id"}, "status": {"$ref": "#/$defs/Status"},
            "artifacts": {"type": "array", "items": {"$ref": "#/$defs/Artifact"}}, "history": {"type": "array", "items": {"$ref": "#/$defs/Message"}},
            "metadata": {"type": "object"}}},
          "StatusUpdate": {"type": "object", "additionalProperties": false, "required": ["taskId", "contextId", "status"], "properties": {
            "taskId": {"$ref": "#/$defs/Id"}, "contextId": {"$ref": "#/$defs/Id"}, "status": {"$ref": "#/$defs/Status"}, "metadata": {"type": "object"}}},
          "ArtifactUpdate": {"type": "object", "additionalProperties": false, "required": ["taskId", "contextId", "artifact"], "properties": {
            "taskId": {"$ref": "#/$defs/Id"}, "contextId": {"$ref": "#/$defs/Id"}, "artifact": {"$ref": "#/$defs/Artifact"}, "append": {"type": "boolean"},
            "lastChunk": {"type": "boolean"}, "metadata": {"type": "object"}}},
          "Event": {"type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1, "properties": {
            "task": {"$ref": "#/$defs/Task"}, "message": {"$ref": "#/$defs/Message"}, "statusUpdate": {"$ref": "#/$defs/StatusUpdate"},
            "artifactUpdate": {"$ref": "#/$defs/ArtifactUpdate"}}},
          "TaskPage": {"type": "object", "additionalProperties": false, "required": ["tasks", "nextPageToken", "pageSize", "totalSize"], "properties": {
            "tasks": {"type": "array", "items": {"$ref": "#/$defs/Task"}}, "nextPageToken": {"type": "string"}, "pageSize": {"type": "integer"},
            "totalSize": {"type": "integer"}}},
          "Push": {"type": "object", "additionalProperties": false, "required": ["id", "taskId", "url"], "properties": {
            "id": {"$ref": "#/$defs/Id"}, "taskId": {"$ref": "#/$defs/Id"}, "url": {"$ref": "#/$defs/Id"}, "token": {"type": "string"},
            "authentication": {"type": "object", "additionalProperties": false, "required": ["scheme"], "properties": {
              "scheme": {"type": "string"}, "credentials": {"type": "string"}}}}},
          "PushPage": {"type": "object", "additionalProperties": false, "required": ["configs", "nextPageToken"], "properties": {
            "configs": {"type": "array", "items": {"$ref": "#/$defs/Push"}}, "nextPageToken": {"type": "string"}}},
          "Empty": {"type": "object", "maxProperties": 0},
          "Details": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["@type"]}},
          "RpcError": {"type": "object", "additionalProperties": false, "required": ["code", "message", "data"], "properties": {
            "code": {"type": "integer"}, "message": {"type": "string", "minLength": 1}, "data": {"$ref": "#/$defs/Details"}}},
          "RestError": {"type": "object", "additionalProperties": false, "required": ["error"], "properties": {
            "error": {"type": "object", "additionalProperties": false, "required": ["code", "status", "message", "details"], "properties": {
              "code": {"type": "integer"}, "status": {"type": "string", "minLength": 1}, "message": {"type": "string", "minLength": 1},
              "details": {"$ref": "#/$defs/Details"}}}}},
          "Texts": {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}},
          "Card": {"type": "object", "additionalProperties": false,
            "required": ["name", "description", "version", "supportedInterfaces", "capabilities", "defaultInputModes", "defaultOutputModes", "skills"], "properties": {
            "name": {"$ref": "#/$defs/Id"}, "description": {"$ref": "#/$defs/Id"}, "version": {"$ref": "#/$defs/Id"},
            "supportedInterfaces": {"type": "array", "minItems": 1, "items": {"type": "object", "additionalProperties": false,
              "required": ["url", "protocolBinding", "protocolVersion"], "properties": {"url": {"$ref": "#/$defs/Id"},
              "protocolBinding": {"enum": ["JSONRPC", "HTTP+JSON"]}, "protocolVersion": {"type": "string", "pattern": "^\\d+\\.\\d+$"}}}},
            "capabilities": {"type": "object", "additionalProperties": false, "properties": {"streaming": {"type": "boolean"},
              "pushNotifications": {"type": "boolean"}, "extendedAgentCard": {"type": "boolean"}, "extensions": {"type": "array"}}},
            "defaultInputModes": {"$ref": "#/$defs/Texts"}, "defaultOutputModes": {"$ref": "#/$defs/Texts"},
            "skills": {"type": "array", "minItems": 1, "items": {"type": "object", "additionalProperties": false,
              "required": ["id", "name", "description", "tags"], "properties": {"id": {"$ref": "#/$defs/Id"}, "name": {"$ref": "#/$defs/Id"},
              "description": {"$ref": "#/$defs/Id"}, "tags": {"$ref": "#/$defs/Texts"}}}},
            "securitySchemes": {"type": "object"}, "securityRequirements": {"type": "array", "minItems": 1}}}
        }
        """;

    /// <summary>Asserts that a body has a shape.</summary>
    public static void AssertIs(string shape, JsonElement body)
    {
        var schema = JsonElement.Parse($$"""{"$ref": "#/$defs/{{shape}}", "$defs": {{Definitions}}}""");
        var faults = JsonSchemaValidator.Validate(schema, body);
        Assert.True(faults.Count == 0, $"No {shape}: {string.Join("; ", faults)}\n{body}");
    }
}
