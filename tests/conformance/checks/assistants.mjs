import assert from "node:assert/strict";

export const assistantChecks = {
  "assistants.search lists the graphs": async (client) => {
    const assistants = await client.assistants.search({ limit: 50 });
    const ids = assistants.map((assistant) => assistant.graph_id);
    for (const id of ["approval", "chat", "failing", "slow"]) assert.ok(ids.includes(id), id);
    assert.equal(assistants[0].metadata.created_by, "system");
  },
  "assistants.search filters by graph": async (client) => {
    const [only, ...others] = await client.assistants.search({ graphId: "chat" });
    assert.equal(only.graph_id, "chat");
    assert.equal(others.length, 0);
  },
  "assistants.search pages": async (client) => {
    const page = await client.assistants.search({ limit: 2, includePagination: true });
    assert.equal(page.assistants.length, 2);
    assert.equal(page.next, "2");
  },
  "assistants.count counts": async (client) => assert.equal(await client.assistants.count({ graphId: "chat" }), 1),
  "assistants.get takes graph id and UUID": async (client) => {
    const byGraph = await client.assistants.get("chat");
    const byId = await client.assistants.get(byGraph.assistant_id);
    assert.deepEqual(byId, byGraph);
    assert.match(byId.assistant_id, /^[0-9a-f-]{36}$/);
  },
  "assistants.getSchemas has input, output and state": async (client) => {
    const schemas = await client.assistants.getSchemas("approval");
    assert.ok(schemas.input_schema.properties.amount);
    assert.ok(schemas.output_schema.properties.approved);
    assert.ok(schemas.state_schema.properties.approved);
  },
  "assistants.getGraph has nodes and edges": async (client) => {
    const graph = await client.assistants.getGraph("approval");
    const ids = graph.nodes.map((node) => node.id);
    for (const id of ["__start__", "plan", "approve", "__end__"]) assert.ok(ids.includes(id), id);
    assert.ok(graph.edges.some((edge) => edge.source === "plan" && edge.target === "approve"));
  },
  "assistants.getSubgraphs answers": async (client) => assert.deepEqual(await client.assistants.getSubgraphs("chat"), {}),
  "assistants.get of an unknown one fails": async (client) => assert.rejects(client.assistants.get("nobody"), /404/),
};
