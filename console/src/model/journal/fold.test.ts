import { expect, test } from 'vitest'
import { foldJournal } from './fold'
import { nodeHeat } from './heat'
import type { Entry } from './run'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()
const entry = (seq: number, kind: string, body: object): Entry => ({ seq, kind, at: at(seq), body }) as Entry

const started = [
  entry(1, 'run_started', { format: 1, graph: 'desk', version: 1, input: { text: 'hello' } }),
  entry(2, 'frame_started', {
    path: '',
    graph: 'desk',
    first: 'receive',
    patch: { set: { text: 'hello' }, append: { messages: ['hello'] } },
  }),
]
const called = [
  ...started,
  entry(3, 'checkpoint', { visit: 'receive#1', next: 'answer', patch: { set: { seen: true } } }),
  entry(4, 'effect_started', { visit: 'answer#1', name: 'model', ordinal: 1, generation: 0, effect: 'model', request: { agent: 'clerk' } }),
]
const answered = [
  ...called,
  entry(5, 'effect_completed', {
    start: 4,
    attempt: 1,
    result: { text: 'hi', usage: { input_tokens: 10, output_tokens: 2 }, cost_usd: 0.5 },
  }),
  entry(6, 'checkpoint', { visit: 'answer#1', next: '__end__', patch: { append: { messages: ['hi'] } } }),
  entry(7, 'run_finished', { status: 'success', output: { text: 'hi' } }),
]

test('a node that a checkpoint leads to runs until its own checkpoint', () => {
  const fold = foldJournal(called)
  expect(fold.visits.map((visit) => [visit.id, visit.status])).toEqual([
    ['receive#1', 'success'],
    ['answer#1', 'running'],
  ])
})

test('patches make the state', () => {
  expect(foldJournal(answered).states.get('')).toEqual({ text: 'hello', seen: true, messages: ['hello', 'hi'] })
})

test('a state goes on from the one that the run began with', () => {
  expect(foldJournal(started, undefined, { messages: ['before'], kept: 1 }).states.get('')).toEqual({
    text: 'hello',
    kept: 1,
    messages: ['before', 'hello'],
  })
})

test('the fold up to an entry knows nothing of what came after', () => {
  const fold = foldJournal(answered, 3)
  expect(fold.lastSeq).toBe(3)
  expect(fold.output).toBeUndefined()
  expect(fold.visits.at(-1)).toMatchObject({ id: 'answer#1', status: 'running', steps: [] })
})

test('model calls are added up', () => {
  expect(foldJournal(answered).totals).toMatchObject({ modelCalls: 1, inputTokens: 10, outputTokens: 2, costUsd: 0.5 })
})

test('a second visit of a node has a number of its own', () => {
  const fold = foldJournal([...called, entry(5, 'checkpoint', { visit: 'answer#1', next: 'receive' })])
  expect(fold.visits.at(-1)?.id).toBe('receive#2')
  expect(nodeHeat(fold).get('receive')?.visits).toBe(2)
})

test('a question waits until it is answered', () => {
  const asked = [
    ...started,
    entry(3, 'ticket_opened', { ticket: 't', kind: 'approval', visit: 'receive#1', name: 'approve', ordinal: 1, value: 1 }),
  ]
  expect(foldJournal(asked).visits[0]?.status).toBe('waiting')
  const fold = foldJournal([...asked, entry(4, 'ticket_closed', { ticket: 't', reason: 'completed', value: true, by: 'anna' })])
  expect(fold.visits[0]?.status).toBe('running')
  expect(fold.visits[0]?.steps[0]).toMatchObject({ status: 'success', result: { value: true, by: 'anna' } })
})

test('a failure with a next try is no end', () => {
  const failed = { visit: 'receive#1', attempt: 1, error: { code: 'BTN2001', type: 'X', message: 'no' } }
  expect(foldJournal([...started, entry(3, 'node_failed', { ...failed, retry_at: at(9) })]).visits[0]).toMatchObject({
    status: 'sleeping',
    retries: 1,
  })
  expect(foldJournal([...started, entry(3, 'node_failed', failed)]).visits[0]).toMatchObject({ status: 'error', endSeq: 3 })
})

test('an effect that is begun again is the same one', () => {
  const again = { visit: 'answer#1', name: 'model', ordinal: 1, generation: 0, effect: 'model' }
  const fold = foldJournal([
    ...called,
    entry(5, 'run_claimed', { reason: 'recovered' }),
    entry(6, 'effect_started', { ...again, repeated: true }),
  ])
  expect(fold.visits.at(-1)?.steps).toHaveLength(1)
  expect(fold.totals.modelCalls).toBe(1)
})

test('ten thousand entries are folded', () => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    entry(index + 3, 'checkpoint', { visit: `step#${index + 1}`, next: 'step', patch: { set: { done: index } } }),
  )
  const fold = foldJournal([...started.slice(0, 1), entry(2, 'frame_started', { path: '', first: 'step' }), ...many])
  expect(fold.visits).toHaveLength(10_001)
  expect(fold.states.get('')).toEqual({ done: 9_999 })
})
