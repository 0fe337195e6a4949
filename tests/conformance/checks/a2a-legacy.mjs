import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { collect, until } from "./common.mjs";

const message = (prefix, more = {}) => ({
  kind: "message",
  messageId: `${prefix}-${randomUUID()}`,
  role: "user",
  parts: [{ kind: "text", text: more.text ?? "hi" }],
  ...(more.taskId ? { taskId: more.taskId } : {}),
});

const texts = (task) => task.artifacts.flatMap((artifact) => artifact.parts).filter((part) => part.kind === "text").map((part) => part.text).join("");

// Every operation of version 0.3 with the client of that line, and with the legacy mode of the client of 1.0.
export async function legacyChecks(baseUrl, hook, line) {
  return line === "0.3" ? own(baseUrl, hook) : compat(baseUrl);
}

async function own(baseUrl, hook) {
  const { ClientFactory } = await import("a2a-sdk-03/client");
  const client = await new ClientFactory().createFromUrl(`${baseUrl}/a2a/tck/`);
  const send = (prefix, more = {}) => client.sendMessage({ message: message(prefix, more), ...(more.configuration ? { configuration: more.configuration } : {}) });
  return {
    "a message is answered with its task": async () => {
      const task = await send("tck-complete-task");
      assert.equal(task.kind, "task");
      assert.equal(task.status.state, "completed");
      assert.equal(texts(task), "Hello from TCK");
    },
    "a task is read, with its file": async () => {
      const task = await send("tck-artifact-file");
      const read = await client.getTask({ id: task.id });
      assert.deepEqual(read.artifacts[0].parts[0], { kind: "file", file: { bytes: "aGVsbG8=", name: "output.txt", mimeType: "text/plain" } });
    },
    "a question is answered": async () => {
      const asked = await send("tck-input-required");
      assert.equal(asked.status.state, "input-required");
      const answered = await send("answer", { text: "that", taskId: asked.id });
      assert.equal(texts(answered), "that");
      assert.deepEqual(answered.history.map((said) => said.role), ["user", "agent", "user"]);
    },
    "a task is cancelled, once": async () => {
      const asked = await send("tck-input-required", { configuration: { blocking: true } });
      assert.equal((await client.cancelTask({ id: asked.id })).status.state, "canceled");
      await assert.rejects(client.cancelTask({ id: asked.id }));
    },
    "a stream ends with its final event": async () => {
      const events = await collect(client.sendMessageStream({ message: message("tck-stream-artifact-chunked") }));
      assert.equal(events[0].kind, "task");
      assert.deepEqual([events.at(-1).kind, events.at(-1).status.state, events.at(-1).final], ["status-update", "completed", true]);
      assert.ok(events.some((event) => event.kind === "artifact-update"));
    },
    "push notifications are configured and come as tasks": async () => {
      const asked = await send("tck-input-required");
      const path = `/${randomUUID()}`;
      await client.setTaskPushNotificationConfig({ taskId: asked.id, pushNotificationConfig: { id: "mine", url: hook + path } });
      assert.equal((await client.getTaskPushNotificationConfig({ id: asked.id, pushNotificationConfigId: "mine" })).pushNotificationConfig.url, hook + path);
      assert.equal((await client.listTaskPushNotificationConfig({ id: asked.id })).length, 1);
      await send("answer", { text: "that", taskId: asked.id });
      const [told] = await until(async () => (await fetch(hook + path)).json(), (notifications) => notifications.length >= 1);
      assert.deepEqual([told.kind, told.id, told.status.state], ["task", asked.id, "completed"]);
      await client.deleteTaskPushNotificationConfig({ id: asked.id, pushNotificationConfigId: "mine" });
    },
  };
}

// The client of 1.0 in its legacy mode meets a server of which it knows the 0.3 card alone.
async function compat(baseUrl) {
  const { ClientFactory, ClientFactoryOptions, DefaultAgentCardResolver, JsonRpcTransportFactory } = await import("@a2a-js/sdk/client");
  const { Role, TaskState } = await import("@a2a-js/sdk");
  const legacyCompat = { enabled: true };
  const fetchImpl = (url, init) => fetch(url, { ...init, headers: { ...init?.headers, "A2A-Version": "0.3" } });
  const factory = new ClientFactory(ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
    transports: [new JsonRpcTransportFactory({ legacyCompat })],
    cardResolver: new DefaultAgentCardResolver({ legacyCompat, fetchImpl }),
  }));
  const client = await factory.createFromUrl(`${baseUrl}/a2a/tck/`);
  const send = (prefix) => ({
    tenant: "",
    message: {
      messageId: `${prefix}-${randomUUID()}`, role: Role.ROLE_USER, contextId: "", taskId: "", metadata: undefined, extensions: [], referenceTaskIds: [],
      parts: [{ content: { $case: "text", value: "hi" }, metadata: undefined, filename: "", mediaType: "" }],
    },
    configuration: undefined,
    metadata: undefined,
  });
  return {
    "a message is answered with its task": async () => {
      const sent = await client.sendMessage(send("tck-complete-task"));
      assert.equal((sent.payload?.value ?? sent).status.state, TaskState.TASK_STATE_COMPLETED);
    },
    "a stream ends with its end": async () => {
      const events = await collect(client.sendMessageStream(send("tck-stream-001")));
      assert.equal(events.at(-1).payload.value.status.state, TaskState.TASK_STATE_COMPLETED);
    },
  };
}
