import { expect, test } from 'vitest'
import { before, changeOf, lastDays, periodOf, sideBySide } from './periods'

const noon = Date.UTC(2026, 2, 1, 12)

test('today counts as a day', () => {
  expect(lastDays(1, noon)).toEqual({ from: '2026-03-01', to: '2026-03-01' })
  expect(lastDays(30, noon)).toEqual({ from: '2026-01-31', to: '2026-03-01' })
})

test('the period before is as long and ends the day before', () => {
  expect(before({ from: '2026-03-01', to: '2026-03-07' })).toEqual({ from: '2026-02-22', to: '2026-02-28' })
  expect(before(lastDays(1, noon))).toEqual({ from: '2026-02-28', to: '2026-02-28' })
})

test('what is no period of days is none', () => {
  expect(periodOf('2026-01-01', '2026-01-31')).toEqual({ from: '2026-01-01', to: '2026-01-31' })
  expect(periodOf('2026-02-01', '2026-01-31')).toBeUndefined()
  expect(periodOf('yesterday', '2026-01-31')).toBeUndefined()
  expect(periodOf(undefined, '2026-01-31')).toBeUndefined()
})

test('a change is a share of what was', () => {
  expect(changeOf(15, 10)).toBe(0.5)
  expect(changeOf(5, 10)).toBe(-0.5)
})

test('nothing is no measure for a change', () => {
  expect(changeOf(5, 0)).toBeUndefined()
  expect(changeOf(5, null)).toBeUndefined()
  expect(changeOf(null, 5)).toBeUndefined()
})

test('groups of two periods stand side by side', () => {
  const [a, b, again] = [
    { name: 'a', cases: 2 },
    { name: 'b', cases: 1 },
    { name: 'a', cases: 9 },
  ]
  expect(sideBySide([a, b], [again, { name: 'c', cases: 3 }])).toEqual([
    { name: 'a', now: a, other: again },
    { name: 'b', now: b, other: undefined },
    { name: 'c', now: undefined, other: { name: 'c', cases: 3 } },
  ])
})
