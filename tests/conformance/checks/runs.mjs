import assert from "node:assert/strict";
import { hello, slow, until } from "./common.mjs";

export const runChecks = {
  "runs.wait without a thread gives the output": async (client) => {
    const created = [];
    const output = await client.runs.wait(null, "chat", { input: hello(), onRunCreated: (run) => created.push(run) });
    assert.deepEqual(output.messages.map((message) => [message.type, message.content]), [["human", "hi"], ["ai", "You said: hi"]]);
    assert.match(created[0].run_id, /^[0-9a-f-]{36}$/);
  },
  "runs.wait on a thread carries the state on": async (client) => {
    const { thread_id } = await client.threads.create();
    const created = [];
    await client.runs.wait(thread_id, "chat", { input: hello("one"), onRunCreated: (run) => created.push(run) });
    const output = await client.runs.wait(thread_id, "chat", { input: hello("two") });
    assert.equal(output.messages.length, 4);
    assert.equal(created[0].thread_id, thread_id);
  },
  "runs.wait on an unknown thread fails, or makes it": async (client) => {
    const threadId = `unknown-${Date.now()}`;
    await assert.rejects(client.runs.wait(threadId, "chat", { input: hello() }), /404/);
    const output = await client.runs.wait(threadId, "chat", { input: hello(), ifNotExists: "create" });
    assert.equal(output.messages.length, 2);
  },
  "runs.create, get, list and join": async (client) => {
    const { thread_id } = await client.threads.create();
    const run = await client.runs.create(thread_id, "slow", { input: slow(100, "a"), metadata: { case: 7 } });
    assert.ok(["pending", "running"].includes(run.status), run.status);
    assert.equal(run.thread_id, thread_id);
    assert.deepEqual((await client.runs.join(thread_id, run.run_id)).steps, ["a:begin", "a:done"]);
    const ended = await client.runs.get(thread_id, run.run_id);
    assert.equal(ended.status, "success");
    assert.equal(ended.metadata.case, 7);
    assert.deepEqual((await client.runs.list(thread_id)).map((listed) => listed.run_id), [run.run_id]);
    assert.equal((await client.runs.list(thread_id, { status: "error" })).length, 0);
  },
  "a run of its own is joined under the ids it was given": async (client) => {
    const run = await client.runs.create(null, "chat", { input: hello() });
    const output = await client.runs.join(run.thread_id, run.run_id);
    assert.equal(output.messages.length, 2);
  },
  "runs.createBatch starts several": async (client) => {
    const runs = await client.runs.createBatch([
      { assistantId: "chat", input: hello("a") },
      { assistantId: "chat", input: hello("b") },
    ]);
    const outputs = await Promise.all(runs.map((run) => client.runs.join(run.thread_id, run.run_id)));
    assert.deepEqual(outputs.map((output) => output.messages[1].content), ["You said: a", "You said: b"]);
  },
  "runs.delete removes an ended run": async (client) => {
    const run = await client.runs.create(null, "chat", { input: hello() });
    await client.runs.join(run.thread_id, run.run_id);
    await client.runs.delete(run.thread_id, run.run_id);
    await assert.rejects(client.runs.get(run.thread_id, run.run_id), /404/);
  },
  "a failed run raises": async (client) => {
    await assert.rejects(client.runs.wait(null, "failing", { input: { amount: 1 } }), /PermanentException: boom/);
    const values = await client.runs.wait(null, "failing", { input: { amount: 1 }, raiseError: false });
    assert.equal(values.__error__.message, "boom");
    assert.match(values.__error__.code, /^BTN\d{4}$/);
  },
  "a failed run shows on run and thread": async (client) => {
    const { thread_id } = await client.threads.create();
    const run = await client.runs.create(thread_id, "failing", { input: { amount: 1 } });
    await client.runs.join(thread_id, run.run_id);
    assert.equal((await client.runs.get(thread_id, run.run_id)).status, "error");
    assert.equal((await client.threads.get(thread_id)).status, "error");
  },
  "an input that does not fit is refused": async (client) => {
    await assert.rejects(client.runs.wait(null, "approval", { input: { amount: 1, colour: "red" } }), /422.*colour/s);
    await assert.rejects(client.runs.create(null, "approval", { input: {} }), /422.*amount/s);
  },
  "runs.cancel stops a run and keeps what it did": async (client) => {
    const { thread_id } = await client.threads.create();
    const run = await client.runs.create(thread_id, "slow", { input: slow(60_000, "a") });
    for await (const part of client.runs.joinStream(thread_id, run.run_id, { streamMode: "updates" })) {
      if (part.event === "updates") break;
    }

    await client.runs.cancel(thread_id, run.run_id, true);
    assert.equal((await client.runs.get(thread_id, run.run_id)).status, "interrupted");
    assert.equal((await client.threads.get(thread_id)).status, "idle");
    assert.deepEqual((await client.threads.getState(thread_id)).values.steps, ["a:begin"]);
    await assert.rejects(client.runs.cancel(thread_id, run.run_id, true), /409/);
  },
  "runs.cancel without waiting": async (client) => {
    const { thread_id } = await client.threads.create();
    const run = await client.runs.create(thread_id, "slow", { input: slow(60_000, "a") });
    await client.runs.cancel(thread_id, run.run_id);
    await until(() => client.runs.get(thread_id, run.run_id), (now) => now.status === "interrupted");
  },
  "runs.cancel with rollback takes the run back": async (client) => {
    const { thread_id } = await client.threads.create();
    await client.runs.wait(thread_id, "slow", { input: slow(1, "a") });
    const run = await client.runs.create(thread_id, "slow", { input: slow(60_000, "b") });
    await client.runs.cancel(thread_id, run.run_id, true, "rollback");
    await assert.rejects(client.runs.get(thread_id, run.run_id), /404/);
    assert.deepEqual((await client.threads.getState(thread_id)).values.steps, ["a:begin", "a:done"]);
  },
};
