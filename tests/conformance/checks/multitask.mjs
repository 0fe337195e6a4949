import assert from "node:assert/strict";
import { slow, until } from "./common.mjs";

async function busy(client, milliseconds) {
  const { thread_id } = await client.threads.create();
  const run = await client.runs.create(thread_id, "slow", { input: slow(milliseconds, "first") });
  await until(() => client.runs.get(thread_id, run.run_id), (now) => now.status === "running");
  return { thread_id, first: run.run_id };
}

const second = (client, thread_id, multitaskStrategy) =>
  client.runs.create(thread_id, "slow", { input: slow(1, "second"), multitaskStrategy });

export const multitaskChecks = {
  "a busy thread says so and cannot be edited": async (client) => {
    const { thread_id, first } = await busy(client, 60_000);
    assert.equal((await client.threads.get(thread_id)).status, "busy");
    await assert.rejects(client.threads.updateState(thread_id, { values: { tag: "x" } }), /409/);
    await client.runs.cancel(thread_id, first, true);
  },
  "reject refuses": async (client) => {
    const { thread_id, first } = await busy(client, 60_000);
    await assert.rejects(second(client, thread_id, "reject"), /409/);
    await client.runs.cancel(thread_id, first, true);
  },
  "enqueue waits for its turn, and is the default": async (client) => {
    const { thread_id } = await busy(client, 200);
    const queued = await second(client, thread_id, undefined);
    assert.equal(queued.status, "pending");
    const output = await client.runs.join(thread_id, queued.run_id);
    assert.deepEqual(output.steps, ["first:begin", "first:done", "second:begin", "second:done"]);
  },
  "interrupt stops the present run and keeps what it did": async (client) => {
    const { thread_id, first } = await busy(client, 60_000);
    const next = await second(client, thread_id, "interrupt");
    const output = await client.runs.join(thread_id, next.run_id);
    assert.deepEqual(output.steps.slice(-2), ["second:begin", "second:done"]);
    assert.equal((await client.runs.get(thread_id, first)).status, "interrupted");
  },
  "rollback takes the present run back": async (client) => {
    const { thread_id, first } = await busy(client, 60_000);
    const next = await second(client, thread_id, "rollback");
    const output = await client.runs.join(thread_id, next.run_id);
    assert.deepEqual(output.steps, ["second:begin", "second:done"]);
    await assert.rejects(client.runs.get(thread_id, first), /404/);
  },
};
