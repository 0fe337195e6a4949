import { expect, test } from 'vitest'
import { windowOf } from './window'

const at = (top: number, count = 1_000) => windowOf(top, 340, 34, count, 8)

test('all that is in sight is drawn, wherever the list stands', () => {
  for (const top of [0, 1, 33, 34, 170, 5_000, 33_660]) {
    const { first, end } = at(top)
    expect(first).toBeLessThanOrEqual(Math.floor(top / 34))
    expect(end).toBeGreaterThanOrEqual(Math.min(1_000, Math.ceil((top + 340) / 34)))
  }
})

test('few rows are drawn of many', () => {
  expect(at(1_000_000, 100_000).end - at(1_000_000, 100_000).first).toBeLessThanOrEqual(30)
})

test('a little scrolling draws the same rows', () => {
  expect(at(6_800)).toEqual(at(6_800 + 33))
})

test('a short list is drawn whole, and an empty one not at all', () => {
  expect(at(0, 3)).toEqual({ first: 0, end: 3 })
  expect(at(500, 0)).toEqual({ first: 0, end: 0 })
})
