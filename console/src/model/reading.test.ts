import { expect, test } from 'vitest'
import { SseReader } from '../api/sse'
import { nodeMeasures, parseMetrics, sumOf } from './metrics'
import { says } from './saying'
import { actionsOf, answerOf, fieldsOf, fieldsWith } from './schemaForm'

test('events are cut out of chunks wherever these end', () => {
  const reader = new SseReader()
  expect([...reader.read('event: tasks\nid: 2\nda')]).toEqual([])
  expect([...reader.read('ta: {"a":1}\n\n: comment\n\nevent: end\ndata: ')]).toEqual([{ event: 'tasks', id: '2', data: '{"a":1}' }])
  expect([...reader.read('{}\n\n')]).toEqual([{ event: 'end', data: '{}' }])
})

const chunk = (id: string, content: string) => ({
  event: 'messages',
  data: JSON.stringify([
    { id, content, type: 'AIMessageChunk' },
    { agent: 'clerk', ls_provider: 'offline' },
  ]),
})

test('pieces of a message are put together', () => {
  const saying = [chunk('a', 'Good '), chunk('a', 'day'), chunk('b', 'Bye')].reduce(says, { parts: [], facts: {} })
  expect(saying.parts).toEqual([
    { id: 'a', agent: 'clerk', text: 'Good day', rehearsal: true },
    { id: 'b', agent: 'clerk', text: 'Bye', rehearsal: true },
  ])
})

test('what nodes decide is known as soon as they have', () => {
  const saying = says({ parts: [], facts: { priority: 'low' } }, { event: 'updates', data: '{"triage":{"category":"billing"}}' })
  expect(saying.facts).toEqual({ priority: 'low', category: 'billing' })
})

const measured = parseMetrics(
  [
    '# TYPE baton_node_duration_seconds histogram',
    'baton_node_duration_seconds_bucket{baton_graph="g",baton_node="n",baton_outcome="ok",le="0.1"} 18',
    'baton_node_duration_seconds_bucket{baton_graph="g",baton_node="n",baton_outcome="ok",le="1"} 19',
    'baton_node_duration_seconds_bucket{baton_graph="g",baton_node="n",baton_outcome="ok",le="+Inf"} 19',
    'baton_node_duration_seconds_bucket{baton_graph="g",baton_node="n",baton_outcome="error",le="+Inf"} 1',
    'baton_node_duration_seconds_count{baton_graph="g",baton_node="n",baton_outcome="ok"} 19',
    'baton_node_duration_seconds_count{baton_graph="g",baton_node="n",baton_outcome="error"} 1',
    'baton_timers_woken_total 7',
  ].join('\n'),
)

test('a node has its visits, failures and the bucket of its slowest twentieth', () => {
  expect(nodeMeasures(measured)).toEqual([{ graph: 'g', node: 'n', visits: 20, failed: 1, p95: 1 }])
  expect(sumOf(measured, 'baton_timers_woken_total')).toBe(7)
})

const schema = {
  properties: {
    approved: { type: 'boolean' },
    amount: { type: ['integer', 'null'], minimum: 1 },
    reason: { enum: ['late', 'broken'] },
    items: { type: 'array' },
  },
  required: ['approved'],
}

test('a schema becomes fields', () => {
  expect(fieldsOf(schema)?.map((field) => [field.name, field.kind, field.required])).toEqual([
    ['approved', 'flag', true],
    ['amount', 'number', false],
    ['reason', 'choice', false],
    ['items', 'json', false],
  ])
})

const deciding = fieldsOf({
  properties: {
    action: { enum: ['take', 'assign', 'resolve'] },
    to: { type: 'string', description: 'Who gets the case (assign).' },
    text: { type: 'string', description: 'What is said (assign, resolve), or a note to the agents (hand_back).' },
    seen: { type: 'integer', description: 'How many messages (at most) were read.' },
  },
  required: ['action'],
})

test('an action asks for its own fields and for those that go with all', () => {
  const names = (action?: string) => fieldsWith(deciding ?? [], action).map((field) => field.name)
  expect(names('assign')).toEqual(['action', 'to', 'text', 'seen'])
  expect(names('take')).toEqual(['action', 'seen'])
  expect(names(undefined)).toEqual(['action', 'seen'])
})

test('a list of another name is no list of actions', () => {
  expect(actionsOf(fieldsOf(schema) ?? [])).toBeUndefined()
  expect(actionsOf(deciding ?? [])?.choices).toEqual(['take', 'assign', 'resolve'])
})

test('a schema without members is written as JSON', () => {
  expect(fieldsOf({ type: 'string' })).toBeUndefined()
})

test('empty fields are left out, and a switch is always answered', () => {
  expect(answerOf(fieldsOf(schema) ?? [], { amount: '', items: '[1]' })).toEqual({ approved: false, items: [1] })
})
