import assert from "node:assert/strict";
import { collect, includes, named } from "./common.mjs";

async function waiting(client, assistant = "approval") {
  const { thread_id } = await client.threads.create();
  const created = [];
  const values = await client.runs.wait(thread_id, assistant, { input: { amount: 5 }, onRunCreated: (run) => created.push(run) });
  return { thread_id, values, run_id: created[0].run_id };
}

export const interruptChecks = {
  "a waiting run shows what it asks": async (client) => {
    const { thread_id, values, run_id } = await waiting(client);
    assert.equal(values.amount, 5);
    const [interrupt] = values.__interrupt__;
    assert.deepEqual(interrupt.value, { question: "approve?" });
    assert.match(interrupt.id, /^[0-9a-f]{32}$/);
    assert.equal((await client.runs.get(thread_id, run_id)).status, "interrupted");
    const thread = await client.threads.get(thread_id);
    assert.equal(thread.status, "interrupted");
    const state = await client.threads.getState(thread_id);
    assert.deepEqual(state.next, ["approve"]);
    assert.equal(state.tasks[0].name, "approve");
    assert.equal(state.tasks[0].interrupts[0].id, interrupt.id);
    assert.deepEqual(Object.keys(thread.interrupts), [state.tasks[0].id]);
    assert.ok((await client.threads.search({ ids: [thread_id], status: "interrupted" })).length === 1);
  },
  "one value resumes the same run": async (client) => {
    const { thread_id, run_id } = await waiting(client);
    const created = [];
    const output = await client.runs.wait(thread_id, "approval", { command: { resume: true }, onRunCreated: (run) => created.push(run) });
    includes(output, { amount: 5, approved: true });
    assert.equal(created[0].run_id, run_id);
    assert.equal((await client.threads.get(thread_id)).status, "idle");
  },
  "a map of ids resumes": async (client) => {
    const { thread_id, values } = await waiting(client);
    const output = await client.runs.wait(thread_id, "approval", { command: { resume: { [values.__interrupt__[0].id]: false } } });
    includes(output, { amount: 5, approved: false });
  },
  "an answer of another type is refused and the run still waits": async (client) => {
    const { thread_id } = await waiting(client);
    await assert.rejects(client.runs.wait(thread_id, "approval", { command: { resume: "maybe" } }), /422/);
    assert.equal((await client.threads.get(thread_id)).status, "interrupted");
  },
  "two questions need the ids": async (client) => {
    const { thread_id, values } = await waiting(client, "two_approvals");
    assert.deepEqual(values.__interrupt__.map((interrupt) => interrupt.value).sort(), ["left?", "right?"]);
    await assert.rejects(client.runs.wait(thread_id, "two_approvals", { command: { resume: "x" } }), /422/);
    const resume = Object.fromEntries(values.__interrupt__.map((interrupt) => [interrupt.id, interrupt.value.replace("?", "!")]));
    includes(await client.runs.wait(thread_id, "two_approvals", { command: { resume } }), { left: "left!", right: "right!" });
  },
  "two questions can be answered one by one": async (client) => {
    const { thread_id, values } = await waiting(client, "two_approvals");
    const [first, second] = values.__interrupt__;
    const between = await client.runs.wait(thread_id, "two_approvals", { command: { resume: { [first.id]: "1" } } });
    assert.deepEqual(between.__interrupt__.map((interrupt) => interrupt.id), [second.id]);
    const output = await client.runs.wait(thread_id, "two_approvals", { command: { resume: { [second.id]: "2" } } });
    assert.deepEqual([output.left, output.right].sort(), ["1", "2"]);
  },
  "a stream shows the interrupt and, resumed, goes on from the answer": async (client) => {
    const { thread_id } = await client.threads.create();
    const options = { streamMode: ["updates", "values"] };
    const asked = await collect(client.runs.stream(thread_id, "approval", { input: { amount: 9 }, ...options }));
    assert.equal(named(asked, "updates").at(-1).__interrupt__[0].value.question, "approve?");
    assert.ok(named(asked, "values").some((values) => values.__interrupt__));
    assert.equal(asked.at(-1).data.status, "interrupted");
    const resumed = await collect(client.runs.stream(thread_id, "approval", { command: { resume: true }, ...options }));
    assert.deepEqual(named(resumed, "updates").map((update) => Object.keys(update)[0]), ["approve"]);
    includes(named(resumed, "values").at(-1), { amount: 9, approved: true });
  },
  "a static breakpoint stops and null goes on": async (client) => {
    const { thread_id } = await client.threads.create();
    const values = await client.runs.wait(thread_id, "slow", { input: { milliseconds: 1, tag: "a" }, interruptBefore: ["hold"] });
    assert.deepEqual(values.__interrupt__, []);
    assert.deepEqual((await client.threads.getState(thread_id)).next, ["hold"]);
    const output = await client.runs.wait(thread_id, "slow", { input: null });
    assert.deepEqual(output.steps, ["a:begin", "a:done"]);
  },
};
