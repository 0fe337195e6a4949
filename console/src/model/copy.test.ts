import { expect, test } from 'vitest'
import { asCsharp, asCurl, asReplayTest } from './copy'
import { foldJournal } from './journal/fold'
import type { Entry } from './journal/run'

const fold = foldJournal([
  {
    seq: 1,
    kind: 'run_started',
    at: '2026-01-01T00:00:00Z',
    body: { graph: 'support_desk', input: { message: 'it\'s "broken"' } },
  } as unknown as Entry,
])
const source = {
  runId: '01a200a2-e639-77b8-a31a-010c681195e7',
  assistant: 'support_desk',
  thread: 'ann',
  fold,
  origin: 'http://127.0.0.1:7070',
}

test('what is copied for a shell is one argument, quotes and all', () => {
  expect(asCurl(source)).toContain(
    `-d '{"assistant_id":"support_desk","input":{"message":"it'\\''s \\"broken\\""},"if_not_exists":"create"}'`,
  )
})

test('what is copied for C# has the input as it was', () => {
  expect(asCsharp(source)).toContain('"message": "it\'s \\"broken\\""')
})

test('a replay test holds the whole history, indented as its raw string asks for', () => {
  const text = asReplayTest(source, '{"tenant":"default","entries":[\n    {"seq":1}\n  ]}\n')
  expect(text).toContain('Run_681195e7_replays_as_it_was')
  expect(text).toContain('SupportDesk.Define()')
  const [, held] = /"""\n([\s\S]*?)\n {4}""";/.exec(text) ?? []
  expect(held?.replaceAll(/^ {4}/gm, '')).toBe('{"tenant":"default","entries":[\n    {"seq":1}\n  ]}')
})
