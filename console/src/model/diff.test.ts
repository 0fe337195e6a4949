import { expect, test } from 'vitest'
import { diffLines, diffValues } from './diff'

test('equal values have no difference', () => {
  expect(diffValues({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([])
})

test('members that were added, removed and changed are told apart, each at its place', () => {
  expect(diffValues({ gone: 1, kept: { deep: 'x' } }, { kept: { deep: 'y' }, come: 2 })).toEqual([
    { path: 'gone', kind: 'removed', before: 1 },
    { path: 'kept.deep', kind: 'changed', before: 'x', after: 'y' },
    { path: 'come', kind: 'added', after: 2 },
  ])
})

test('an item that was appended is the only difference of a list', () => {
  expect(diffValues({ messages: ['a'] }, { messages: ['a', 'b'] })).toEqual([{ path: 'messages.1', kind: 'added', after: 'b' }])
})

test('a list that becomes an object is one change', () => {
  expect(diffValues({ a: [] }, { a: {} })).toEqual([{ path: 'a', kind: 'changed', before: [], after: {} }])
})

test('lines that stayed are not repeated', () => {
  expect(diffLines('one\ntwo\nthree', 'one\n2\nthree').map((line) => `${line.kind} ${line.text}`)).toEqual([
    'same one',
    'removed two',
    'added 2',
    'same three',
  ])
})
