// Checks a running Baton server with one of LangGraph's JavaScript SDKs: node conformance.mjs <base-url> <sdk>
// The server must have the assistants of ConformanceGraphs.cs.
import { assistantChecks } from "./checks/assistants.mjs";
import { cronChecks } from "./checks/crons.mjs";
import { interruptChecks } from "./checks/interrupts.mjs";
import { multitaskChecks } from "./checks/multitask.mjs";
import { runChecks } from "./checks/runs.mjs";
import { stateChecks } from "./checks/state.mjs";
import { streamChecks } from "./checks/streams.mjs";
import { threadChecks } from "./checks/threads.mjs";

const [baseUrl, sdk] = process.argv.slice(2);
if (!baseUrl || !sdk) {
  console.error("usage: node conformance.mjs <base-url> <langgraph-sdk-1|langgraph-sdk-2>");
  process.exit(2);
}

const { Client } = await import(sdk);
const client = new Client({ apiUrl: baseUrl, callerOptions: { maxRetries: 0 } });
const suites = [assistantChecks, threadChecks, runChecks, streamChecks, stateChecks, interruptChecks, multitaskChecks, cronChecks];
let passed = 0;
let failed = 0;
for (const suite of suites) {
  for (const [name, check] of Object.entries(suite)) {
    try {
      await check(client, baseUrl);
      passed++;
      console.log(`ok      ${name}`);
    } catch (error) {
      failed++;
      console.log(`FAILED  ${name}\n${error?.stack ?? error}`);
    }
  }
}

console.log(`${sdk}: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
