import assert from "node:assert/strict";
import { hello, slow } from "./common.mjs";

export const stateChecks = {
  "an unbound thread has an empty state": async (client) => {
    const { thread_id } = await client.threads.create();
    const state = await client.threads.getState(thread_id);
    assert.deepEqual([state.values, state.next, state.tasks], [{}, [], []]);
    assert.equal(state.checkpoint.checkpoint_ns, "");
  },
  "getState shows values and place": async (client) => {
    const { thread_id } = await client.threads.create();
    await client.runs.wait(thread_id, "chat", { input: hello() });
    const state = await client.threads.getState(thread_id);
    assert.equal(state.values.messages.length, 2);
    assert.deepEqual(state.next, []);
    assert.equal(state.checkpoint.thread_id, thread_id);
    assert.deepEqual(await client.threads.getState(thread_id, state.checkpoint.checkpoint_id), state);
    assert.deepEqual(await client.threads.getState(thread_id, state.checkpoint), state);
  },
  "getHistory goes back, newest first": async (client) => {
    const { thread_id } = await client.threads.create();
    await client.runs.wait(thread_id, "slow", { input: slow(1, "a") });
    await client.runs.wait(thread_id, "slow", { input: slow(1, "b") });
    const history = await client.threads.getHistory(thread_id, { limit: 50 });
    assert.deepEqual(history[0].values.steps, ["a:begin", "a:done", "b:begin", "b:done"]);
    assert.ok(history.some((state) => state.values.steps.join() === "a:begin"));
    assert.deepEqual(history.slice(0, -1).map((state) => state.parent_checkpoint.checkpoint_id), history.slice(1).map((state) => state.checkpoint.checkpoint_id));
    const before = { configurable: { checkpoint_id: history[1].checkpoint.checkpoint_id } };
    const older = await client.threads.getHistory(thread_id, { limit: 50, before });
    assert.deepEqual(older.map((state) => state.checkpoint), history.slice(2).map((state) => state.checkpoint));
    assert.equal((await client.threads.getHistory(thread_id, { limit: 2 })).length, 2);
  },
  "updateState changes the state": async (client) => {
    const { thread_id } = await client.threads.create();
    await client.runs.wait(thread_id, "slow", { input: slow(1, "a") });
    const updated = await client.threads.updateState(thread_id, { values: { tag: "edited", steps: ["by hand"] } });
    const state = await client.threads.getState(thread_id);
    assert.equal(state.values.tag, "edited");
    assert.deepEqual(state.values.steps, ["a:begin", "a:done", "by hand"]);
    assert.equal(state.checkpoint.checkpoint_id, updated.checkpoint.checkpoint_id);
    assert.equal(state.metadata.source, "update");
  },
  "updateState refuses what does not fit": async (client) => {
    const { thread_id } = await client.threads.create();
    await client.runs.wait(thread_id, "slow", { input: slow(1, "a") });
    await assert.rejects(client.threads.updateState(thread_id, { values: { colour: "red" } }), /422/);
  },
  "a run goes on from an earlier checkpoint": async (client) => {
    const { thread_id } = await client.threads.create();
    await client.runs.wait(thread_id, "slow", { input: slow(1, "a") });
    const history = await client.threads.getHistory(thread_id, { limit: 50 });
    const early = history.find((state) => state.next.includes("hold"));
    const output = await client.runs.wait(thread_id, "slow", { input: null, checkpointId: early.checkpoint.checkpoint_id });
    assert.deepEqual(output.steps, ["a:begin", "a:done"]);
  },
  "an unknown checkpoint is a 404": async (client) => {
    const { thread_id } = await client.threads.create();
    await assert.rejects(client.threads.getState(thread_id, "1f0"), /404/);
  },
};
