import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Role, TaskState } from "@a2a-js/sdk";
import { ClientFactory, ClientFactoryOptions } from "@a2a-js/sdk/client";
import { collect, until } from "./common.mjs";

const message = (prefix, more = {}) => ({
  messageId: `${prefix}-${randomUUID()}`,
  role: Role.ROLE_USER,
  parts: [{ content: { $case: "text", value: more.text ?? "hi" }, metadata: undefined, filename: "", mediaType: "" }],
  contextId: more.contextId ?? "",
  taskId: more.taskId ?? "",
  metadata: undefined,
  extensions: [],
  referenceTaskIds: [],
});

const send = (prefix, more = {}) => ({ tenant: "", message: message(prefix, more), configuration: more.configuration, metadata: undefined });

const configuration = (more) => ({ acceptedOutputModes: [], taskPushNotificationConfig: undefined, returnImmediately: false, ...more });

const texts = (task) => task.artifacts.flatMap((artifact) => artifact.parts).filter((part) => part.content?.$case === "text").map((part) => part.content.value).join("");

// What send gives is a task or a message, bare or wrapped, as the version of the client has it.
const taskOf = (sent) => sent.payload?.value ?? sent.task ?? sent;

// Every operation with the client of version 1.0 over one binding.
export async function agentChecks(baseUrl, hook, binding) {
  const factory = new ClientFactory(ClientFactoryOptions.createFrom(ClientFactoryOptions.default, { preferredTransports: [binding] }));
  const client = await factory.createFromUrl(`${baseUrl}/a2a/tck/`);
  const held = await factory.createFromUrl(`${baseUrl}/a2a/held/`);
  const begin = async (prefix, more) => taskOf(await client.sendMessage(send(prefix, more)));

  return {
    "the card names the agent": async () => {
      const card = await client.getAgentCard();
      assert.equal(card.name, "tck");
    },
    "a message is answered with its task": async () => {
      const task = await begin("tck-complete-task");
      assert.equal(task.status.state, TaskState.TASK_STATE_COMPLETED);
      assert.equal(texts(task), "Hello from TCK");
    },
    "the same message again is the same task": async () => {
      const once = send("tck-complete-task");
      const [first, second] = [taskOf(await client.sendMessage(once)), taskOf(await client.sendMessage(once))];
      assert.equal(first.id, second.id);
    },
    "a task is read": async () => {
      const task = await begin("tck-artifact-text");
      const read = await client.getTask({ tenant: "", id: task.id });
      assert.equal(texts(read), "Generated text content");
    },
    "files and data come as such": async () => {
      const file = await begin("tck-artifact-file");
      assert.equal(file.artifacts[0].parts[0].content.$case, "raw");
      assert.equal(Buffer.from(file.artifacts[0].parts[0].content.value).toString(), "hello");
      const url = await begin("tck-artifact-file-url");
      assert.deepEqual(url.artifacts[0].parts[0].content, { $case: "url", value: "https://example.com/output.txt" });
      const data = await begin("tck-artifact-data");
      assert.equal(data.artifacts[0].parts.at(-1).content.$case, "data");
    },
    "tasks are listed": async () => {
      const contextId = randomUUID();
      const ids = [];
      for (let index = 0; index < 3; index++) ids.unshift((await begin("tck-complete-task", { contextId })).id);
      const list = (pageToken) => client.listTasks({ tenant: "", contextId, status: TaskState.TASK_STATE_UNSPECIFIED, pageSize: 2, pageToken, historyLength: undefined, statusTimestampAfter: undefined, includeArtifacts: false });
      const first = await list("");
      const second = await list(first.nextPageToken);
      assert.deepEqual([...first.tasks, ...second.tasks].map((task) => task.id).sort(), ids.sort());
      assert.equal(second.nextPageToken, "");
      assert.equal(first.totalSize, 3);
    },
    "a question is answered": async () => {
      const asked = await begin("tck-input-required");
      assert.equal(asked.status.state, TaskState.TASK_STATE_INPUT_REQUIRED);
      const answered = await begin("answer", { text: "that", taskId: asked.id });
      assert.equal(answered.id, asked.id);
      assert.equal(texts(answered), "that");
    },
    "a task is cancelled, once": async () => {
      const asked = await begin("tck-input-required");
      const cancelled = await client.cancelTask({ tenant: "", id: asked.id, metadata: undefined });
      assert.equal(cancelled.status.state, TaskState.TASK_STATE_CANCELED);
      await assert.rejects(client.cancelTask({ tenant: "", id: asked.id, metadata: undefined }), (error) => error.name === "TaskNotCancelableError" || /ended/.test(error.message));
    },
    "a task that is not there is refused": async () => {
      await assert.rejects(client.getTask({ tenant: "", id: randomUUID() }), (error) => error.name === "TaskNotFoundError" || /no task/.test(error.message));
    },
    "a stream tells of the task from its beginning to its end": async () => {
      const events = (await collect(client.sendMessageStream(send("tck-stream-artifact-chunked")))).map((event) => event.payload);
      assert.equal(events[0].$case, "task");
      assert.equal(events.at(-1).$case, "statusUpdate");
      assert.equal(events.at(-1).value.status.state, TaskState.TASK_STATE_COMPLETED);
      const parts = events.filter((event) => event.$case === "artifactUpdate").flatMap((event) => event.value.artifact.parts);
      assert.equal(parts.filter((part) => part.content?.$case === "text").map((part) => part.content.value).join(""), "chunk-1 chunk-2");
    },
    "a task is followed by a second client": async () => {
      const begun = taskOf(await held.sendMessage(send("test-resubscribe-message-id", { configuration: configuration({ returnImmediately: true }) })));
      const events = held.resubscribeTask({ tenant: "", id: begun.id });
      const first = (await events.next()).value;
      assert.equal(first.payload.$case, "task");
      await held.cancelTask({ tenant: "", id: begun.id, metadata: undefined });
      const rest = await collect(events);
      assert.equal(rest.at(-1).payload.value.status.state, TaskState.TASK_STATE_CANCELED);
    },
    "push notifications are configured and come": async () => {
      const asked = await begin("tck-input-required");
      const path = `/${randomUUID()}`;
      const config = { tenant: "", id: "", taskId: asked.id, url: hook + path, token: "mine", authentication: { scheme: "Bearer", credentials: "secret" } };
      const made = await client.createTaskPushNotificationConfig(config);
      assert.equal((await client.getTaskPushNotificationConfig({ tenant: "", taskId: asked.id, id: made.id })).url, hook + path);
      const listed = await client.listTaskPushNotificationConfig({ tenant: "", taskId: asked.id, pageSize: 10, pageToken: "" });
      assert.deepEqual(listed.configs.map((item) => item.id), [made.id]);
      await begin("answer", { text: "that", taskId: asked.id });
      const told = await until(async () => (await fetch(hook + path)).json(), (notifications) => notifications.length >= 2);
      assert.equal(told.at(-1).statusUpdate.status.state, "TASK_STATE_COMPLETED");
      await client.deleteTaskPushNotificationConfig({ tenant: "", taskId: asked.id, id: made.id });
      await assert.rejects(client.getTaskPushNotificationConfig({ tenant: "", taskId: asked.id, id: made.id }));
    },
  };
}
