import assert from "node:assert/strict";

// The state that clients of chat assistants expect: a list of messages.
export const hello = (text = "hi") => ({ messages: [{ type: "human", content: text }] });

export const slow = (milliseconds, tag) => ({ milliseconds, tag });

// Every part of a stream.
export async function collect(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

export const named = (parts, event) => parts.filter((part) => part.event === event).map((part) => part.data);

// Asks until the answer fits; the only wait in these checks.
export async function until(ask, fits) {
  const limit = Date.now() + 15_000;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (Date.now() > limit) throw new Error(`Still ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// An output may have more members than those that are named, such as its contract's version.
export function includes(output, members) {
  assert.deepEqual(Object.fromEntries(Object.keys(members).map((name) => [name, output[name]])), members);
}
