import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { hello } from "./common.mjs";

export const cronChecks = {
  "crons.create answers with the schedule and its next run": async (client) => {
    const made = await client.crons.create("chat", { schedule: "0 9 * * MON-FRI", input: hello(), metadata: { kind: "new" }, onRunCompleted: "keep" });
    assert.equal(made.schedule, "0 9 * * MON-FRI");
    assert.equal(made.thread_id, null);
    assert.equal(made.enabled, true);
    assert.equal(made.metadata.kind, "new");
    assert.equal(made.payload.input.messages[0].content, "hi");
    const next = new Date(made.next_run_date);
    assert.ok(next > new Date() && next.getUTCHours() === 9 && next.getUTCMinutes() === 0, made.next_run_date);
    await client.crons.delete(made.cron_id);
  },
  "crons.createForThread binds to the thread": async (client) => {
    const { thread_id } = await client.threads.create();
    const made = await client.crons.createForThread(thread_id, "chat", { schedule: "*/5 * * * *", input: hello(), multitaskStrategy: "interrupt" });
    assert.equal(made.thread_id, thread_id);
    assert.deepEqual((await client.crons.search({ threadId: thread_id })).map((cron) => cron.cron_id), [made.cron_id]);
    await assert.rejects(client.crons.createForThread(randomUUID(), "chat", { schedule: "* * * * *", input: hello() }), /404/);
    await client.crons.delete(made.cron_id);
  },
  "crons.search and count filter, sort, page and select": async (client) => {
    const { thread_id } = await client.threads.create();
    const made = [];
    for (const schedule of ["0 1 * * *", "0 2 * * *", "0 3 * * *"]) {
      made.push((await client.crons.createForThread(thread_id, "chat", { schedule, input: hello() })).cron_id);
    }
    assert.equal(await client.crons.count({ threadId: thread_id }), 3);
    assert.equal(await client.crons.count({ threadId: thread_id, assistantId: "approval" }), 0);
    const page = await client.crons.search({ threadId: thread_id, sortBy: "cron_id", sortOrder: "asc", limit: 1, offset: 1, select: ["cron_id"] });
    assert.deepEqual(page, [{ cron_id: [...made].sort()[1] }]);
    assert.deepEqual(await client.crons.search({ threadId: thread_id, enabled: false }), []);
    for (const id of made) await client.crons.delete(id);
  },
  "crons.update switches off and on and changes the schedule": async (client) => {
    const made = await client.crons.create("chat", { schedule: "0 1 * * *", input: hello() });
    const off = await client.crons.update(made.cron_id, { enabled: false });
    assert.equal(off.enabled, false);
    assert.equal(off.next_run_date, null);
    const on = await client.crons.update(made.cron_id, { enabled: true, schedule: "30 2 * * *", endTime: "2099-01-01T00:00:00Z" });
    assert.equal(on.enabled, true);
    assert.equal(on.schedule, "30 2 * * *");
    assert.equal(new Date(on.next_run_date).getUTCMinutes(), 30);
    assert.equal(new Date(on.end_time).getUTCFullYear(), 2099);
    await client.crons.delete(made.cron_id);
  },
  "crons.delete removes": async (client) => {
    const made = await client.crons.create("chat", { schedule: "0 1 * * *", input: hello() });
    await client.crons.delete(made.cron_id);
    await assert.rejects(client.crons.delete(made.cron_id), /404/);
  },
  "a wrong schedule is refused with its faults": async (client) => {
    await assert.rejects(client.crons.create("chat", { schedule: "61 * * * *", input: hello() }), /422.*minute/s);
  },
};
