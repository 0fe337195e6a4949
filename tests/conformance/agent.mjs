// An agent behind the A2A project's own server, for Baton's client: node agent.mjs, which prints the port and ends when its input does.
// /plain and /stream speak JSON-RPC of 1.0, /rest HTTP+JSON, /old JSON-RPC of 0.3. What it does follows from the first word of the message.
import express from "express";
import { Role, TaskState } from "@a2a-js/sdk";
import { AgentEvent, DefaultRequestHandler, InMemoryTaskStore } from "@a2a-js/sdk/server";
import { UserBuilder, agentCardHandler, jsonRpcHandler, restHandler } from "@a2a-js/sdk/server/express";

const part = ($case, value, more = {}) => ({ content: { $case, value }, metadata: undefined, filename: "", mediaType: "", ...more });
const text = (value) => part("text", value);

class Executor {
  #cancelled = new Map();

  async execute({ taskId, contextId, userMessage, task }, bus) {
    const words = userMessage.parts.map((each) => each.content?.$case === "text" ? each.content.value : "").join(" ");
    const says = (state, parts) => ({ state, timestamp: new Date().toISOString(), message: parts && { messageId: `${taskId}-${state}`, role: Role.ROLE_AGENT, parts, contextId, taskId, metadata: undefined, extensions: [], referenceTaskIds: [] } });
    const status = (state, parts) => bus.publish(AgentEvent.statusUpdate({ taskId, contextId, status: says(state, parts), metadata: undefined }));
    const artifact = (parts, append = false, lastChunk = true) =>
      bus.publish(AgentEvent.artifactUpdate({ taskId, contextId, artifact: { artifactId: "a", name: "", description: "", parts, metadata: undefined, extensions: [] }, append, lastChunk, metadata: undefined }));

    if (words.startsWith("message")) {
      bus.publish(AgentEvent.message({ messageId: "m", role: Role.ROLE_AGENT, parts: [text("a message")], contextId, taskId: "", metadata: undefined, extensions: [], referenceTaskIds: [] }));
      return bus.finished();
    }

    bus.publish(AgentEvent.task(task ?? { id: taskId, contextId, status: says(TaskState.TASK_STATE_SUBMITTED), artifacts: [], history: [userMessage], metadata: undefined }));
    status(TaskState.TASK_STATE_WORKING);
    if (task) {
      artifact([text(`thank you for ${words}`)]);
      status(TaskState.TASK_STATE_COMPLETED);
    } else if (words.startsWith("chunks")) {
      artifact([text("chunk-1 ")], false, false);
      await new Promise((resolve) => setTimeout(resolve, 50));
      artifact([text("chunk-2")], true, true);
      status(TaskState.TASK_STATE_COMPLETED);
    } else if (words.startsWith("parts")) {
      artifact([text("see"), part("data", { n: 1 }), part("raw", Buffer.from("hi"), { filename: "hi.txt", mediaType: "text/plain" }), part("url", "https://example.com/x", { filename: "x" })]);
      status(TaskState.TASK_STATE_COMPLETED);
    } else if (words.startsWith("ask")) {
      status(TaskState.TASK_STATE_INPUT_REQUIRED, [text("Which one?")]);
    } else if (words.startsWith("fail")) {
      status(TaskState.TASK_STATE_FAILED, [text("it broke")]);
    } else if (words.startsWith("reject")) {
      status(TaskState.TASK_STATE_REJECTED, [text("not here")]);
    } else if (words.startsWith("hold")) {
      await new Promise((resolve) => this.#cancelled.set(taskId, resolve));
      return;
    } else {
      artifact([text(`hello ${userMessage.metadata?.account_id ?? ""}`.trim())]);
      status(TaskState.TASK_STATE_COMPLETED);
    }

    bus.finished();
  }

  async cancelTask(taskId, bus) {
    bus.publish(AgentEvent.statusUpdate({ taskId, contextId: "", status: { state: TaskState.TASK_STATE_CANCELED, timestamp: new Date().toISOString(), message: undefined }, metadata: undefined }));
    bus.finished();
    this.#cancelled.get(taskId)?.();
    cancelled++;
  }
}

let cancelled = 0;
const app = express();
const server = app.listen(0, "127.0.0.1", () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  for (const [path, protocolBinding, protocolVersion, streaming] of [
    ["/plain", "JSONRPC", "1.0", false], ["/stream", "JSONRPC", "1.0", true], ["/rest", "HTTP+JSON", "1.0", false], ["/rest-stream", "HTTP+JSON", "1.0", true], ["/old", "JSONRPC", "0.3", false], ["/old-stream", "JSONRPC", "0.3", true],
  ]) {
    const card = {
      name: path.slice(1), description: "for tests", version: "1", supportedInterfaces: [{ url: base + path, protocolBinding, protocolVersion, tenant: "" }],
      capabilities: { streaming, pushNotifications: false, extendedAgentCard: false, extensions: [] }, defaultInputModes: ["text/plain"], defaultOutputModes: ["text/plain"],
      skills: [{ id: "s", name: "s", description: "s", tags: ["s"], examples: [], inputModes: [], outputModes: [], securityRequirements: [] }],
      securitySchemes: {}, securityRequirements: [], signatures: [], provider: undefined, documentationUrl: undefined, iconUrl: undefined,
    };
    const requestHandler = new DefaultRequestHandler(card, new InMemoryTaskStore(), new Executor());
    const options = { requestHandler, userBuilder: UserBuilder.noAuthentication, ...(protocolVersion === "0.3" ? { legacyCompat: { enabled: true } } : {}) };
    app.use(`${path}/.well-known/agent-card.json`, agentCardHandler({ agentCardProvider: requestHandler, ...(protocolVersion === "0.3" ? { legacyCompat: { enabled: true } } : {}) }));
    app.use(path, protocolBinding === "JSONRPC" ? jsonRpcHandler(options) : restHandler(options));
  }

  app.get("/cancelled", (_, response) => response.json(cancelled));
  console.log(base);
});
process.stdin.resume().on("end", () => process.exit(0));
