import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { hello } from "./common.mjs";

export const threadChecks = {
  "threads.create makes an idle thread": async (client) => {
    const thread = await client.threads.create({ metadata: { kind: "new" } });
    assert.equal(thread.status, "idle");
    assert.equal(thread.metadata.kind, "new");
    assert.deepEqual(thread.interrupts, {});
    assert.equal((await client.threads.get(thread.thread_id)).thread_id, thread.thread_id);
  },
  "threads.create takes the caller's id and minds a second one": async (client) => {
    const threadId = `CALL-${randomUUID()}`;
    await client.threads.create({ threadId });
    await assert.rejects(client.threads.create({ threadId }), /409/);
    assert.equal((await client.threads.create({ threadId, ifExists: "do_nothing" })).thread_id, threadId);
  },
  "threads.update merges metadata": async (client) => {
    const thread = await client.threads.create({ metadata: { a: 1 } });
    const updated = await client.threads.update(thread.thread_id, { metadata: { b: 2 } });
    assert.equal(updated.metadata.a, 1);
    assert.equal(updated.metadata.b, 2);
  },
  "threads.search and count filter": async (client) => {
    const kind = randomUUID();
    const thread = await client.threads.create({ metadata: { kind } });
    await client.threads.create({ metadata: { kind } });
    assert.equal((await client.threads.search({ metadata: { kind } })).length, 2);
    assert.equal((await client.threads.search({ metadata: { kind }, limit: 1, offset: 1 })).length, 1);
    assert.equal(await client.threads.count({ metadata: { kind }, status: "idle" }), 2);
    const [found] = await client.threads.search({ ids: [thread.thread_id], select: ["thread_id", "status"] });
    assert.deepEqual(found, { thread_id: thread.thread_id, status: "idle" });
  },
  "a thread names its graph after its first run and has values": async (client) => {
    const { thread_id } = await client.threads.create();
    await client.runs.wait(thread_id, "chat", { input: hello() });
    const thread = await client.threads.get(thread_id);
    assert.equal(thread.metadata.graph_id, "chat");
    assert.equal(thread.values.messages.length, 2);
    await assert.rejects(client.runs.wait(thread_id, "slow", { input: { milliseconds: 1, tag: "x" } }), /409/);
  },
  "threads.delete removes": async (client) => {
    const { thread_id } = await client.threads.create();
    await client.threads.delete(thread_id);
    await assert.rejects(client.threads.get(thread_id), /404/);
  },
};
