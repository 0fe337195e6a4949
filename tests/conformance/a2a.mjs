// Checks a running Baton server with the A2A project's own JavaScript client: node a2a.mjs <base-url> <hook-url> <JSONRPC|HTTP+JSON|0.3|0.3-compat>
// The server must have the assistants of TckAgent.cs; the hook must take POSTs and show them at GET.
import { agentChecks } from "./checks/a2a.mjs";
import { legacyChecks } from "./checks/a2a-legacy.mjs";

const [baseUrl, hook, line] = process.argv.slice(2);
if (!baseUrl || !hook || !line) {
  console.error("usage: node a2a.mjs <base-url> <hook-url> <JSONRPC|HTTP+JSON|0.3|0.3-compat>");
  process.exit(2);
}

const checks = line.startsWith("0.3") ? await legacyChecks(baseUrl, hook, line) : await agentChecks(baseUrl, hook, line);
let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}\n${error?.stack ?? error}`);
  }
}

console.log(`${line}: ${Object.keys(checks).length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
