import assert from "node:assert/strict";
import { collect, hello, named, slow, until } from "./common.mjs";

const stream = (client, streamMode, options) => collect(client.runs.stream(null, "chat", { input: hello(), streamMode, ...options }));

// The first and the last frame have no id; an SDK may show the one before it there.
const isStep = (part) => !["metadata", "end"].includes(part.event);
const isReply = (messages) => messages.at(-1)?.content === "You said: hi";

// Starts a stream and goes after its first part.
async function leave(client, threadId, options) {
  const going = new AbortController();
  let runId;
  try {
    for await (const part of client.runs.stream(threadId, "slow", { ...options, signal: going.signal })) {
      runId ??= part.data.run_id;
      going.abort();
    }
  } catch (error) {
    assert.equal(error.name, "AbortError");
  }

  return runId;
}

export const streamChecks = {
  "a stream begins with metadata and ends": async (client) => {
    const created = [];
    const parts = await stream(client, "values", { onRunCreated: (run) => created.push(run) });
    assert.equal(parts[0].event, "metadata");
    assert.equal(parts[0].data.run_id, created[0].run_id);
    assert.equal(parts.at(-1).event, "end");
    assert.equal(parts.at(-1).data.status, "success");
  },
  "mode values": async (client) => {
    const values = named(await stream(client, "values"), "values");
    assert.ok(values.length >= 2);
    assert.ok(isReply(values.at(-1).messages));
  },
  "mode updates": async (client) => {
    const updates = named(await stream(client, "updates"), "updates");
    assert.deepEqual(Object.keys(updates.at(-1)), ["model"]);
    assert.ok(isReply(updates.at(-1).model.messages));
  },
  "mode messages-tuple": async (client) => {
    const tuples = named(await stream(client, "messages-tuple"), "messages");
    assert.equal(tuples.map(([chunk]) => chunk.content).join(""), "You said: hi");
    assert.equal(new Set(tuples.map(([chunk]) => chunk.id)).size, 1);
    assert.ok(tuples.every(([chunk, where]) => chunk.id && ["ai", "AIMessageChunk"].includes(chunk.type) && where.langgraph_node === "model"));
  },
  "mode messages": async (client) => {
    const parts = await stream(client, "messages");
    const [id] = Object.keys(named(parts, "messages/metadata")[0]);
    const partial = named(parts, "messages/partial").at(-1);
    assert.equal(partial[0].id, id);
    assert.equal(named(parts, "messages/complete").at(-1)[0].content, "You said: hi");
  },
  "mode custom": async (client) => assert.deepEqual(named(await stream(client, "custom"), "custom"), [{ stage: "listening" }]),
  "mode tasks": async (client) => {
    const tasks = named(await stream(client, "tasks"), "tasks");
    const started = tasks.filter((task) => "input" in task);
    const ended = tasks.filter((task) => "result" in task);
    assert.deepEqual(started.map((task) => task.name), ["listen", "model"]);
    assert.deepEqual(ended.map((task) => task.id), started.map((task) => task.id));
  },
  "mode checkpoints": async (client) => {
    const checkpoints = named(await stream(client, "checkpoints"), "checkpoints");
    assert.equal(checkpoints[0].metadata.source, "input");
    assert.deepEqual(checkpoints.at(-1).next, []);
    assert.ok(checkpoints.every((checkpoint) => checkpoint.config.configurable.checkpoint_id));
  },
  "mode debug": async (client) => {
    const kinds = new Set(named(await stream(client, "debug"), "debug").map((entry) => entry.type));
    assert.deepEqual([...kinds].sort(), ["checkpoint", "task", "task_result"]);
  },
  "mode events": async (client) => {
    const events = named(await stream(client, "events"), "events");
    assert.ok(events.every((event) => event.event.startsWith("on_")));
    assert.ok(events.length > 0);
  },
  "several modes at once": async (client) => {
    const events = new Set((await stream(client, ["values", "updates", "custom"])).map((part) => part.event));
    for (const event of ["values", "updates", "custom"]) assert.ok(events.has(event), event);
  },
  "an unknown mode is refused": async (client) => assert.rejects(stream(client, "telepathy"), /422/),
  "a failing run ends in an error event": async (client) => {
    const parts = await collect(client.runs.stream(null, "failing", { input: { amount: 1 }, streamMode: "values" }));
    const [error] = named(parts, "error");
    assert.equal(error.message, "boom");
  },
  "a stream joined late shows everything": async (client) => {
    const { thread_id } = await client.threads.create();
    const run = await client.runs.create(thread_id, "slow", { input: slow(300, "a") });
    await until(() => client.runs.get(thread_id, run.run_id), (now) => now.status === "running");
    const parts = await collect(client.runs.joinStream(thread_id, run.run_id, { streamMode: ["values", "updates"] }));
    assert.deepEqual(named(parts, "values").at(-1).steps, ["a:begin", "a:done"]);
    assert.deepEqual(named(parts, "updates").map((update) => Object.keys(update)[0]), ["begin", "hold"]);
  },
  "Last-Event-ID gives the rest, at any time": async (client) => {
    const { thread_id } = await client.threads.create();
    const run = await client.runs.create(thread_id, "slow", { input: slow(1, "a") });
    const options = { streamMode: ["values", "updates", "tasks"] };
    const all = (await collect(client.runs.joinStream(thread_id, run.run_id, { ...options, lastEventId: "-1" }))).filter(isStep);
    assert.ok(all.length > 4);
    for (const [index, part] of all.entries()) {
      const rest = await collect(client.runs.joinStream(thread_id, run.run_id, { ...options, lastEventId: part.id }));
      assert.deepEqual(rest.filter(isStep), all.slice(index + 1), `after ${part.id}`);
    }
  },
  "a client that goes leaves the run alone": async (client) => {
    const { thread_id } = await client.threads.create();
    const runId = await leave(client, thread_id, { input: slow(100, "a") });
    assert.deepEqual((await client.runs.join(thread_id, runId)).steps, ["a:begin", "a:done"]);
  },
  "a client that goes cancels where it asked to": async (client) => {
    const { thread_id } = await client.threads.create();
    const runId = await leave(client, thread_id, { input: slow(60_000, "a"), onDisconnect: "cancel" });
    await until(() => client.runs.get(thread_id, runId), (run) => run.status === "interrupted");
  },
};
