import { expect, test } from 'vitest'
import { duration, timeScale } from './timescale'

test('a scale runs from nothing to one', () => {
  const scale = timeScale(1_000, 3_000)
  expect([scale.at(1_000), scale.at(2_000), scale.at(3_000)]).toEqual([0, 0.5, 1])
})

test('what lies outside is drawn at the edge', () => {
  const scale = timeScale(1_000, 3_000)
  expect([scale.at(0), scale.at(9_000)]).toEqual([0, 1])
})

test('a run that took no time has a scale nevertheless', () => {
  expect(timeScale(5, 5).at(5)).toBe(0)
})

test('marks are at round steps and not too many', () => {
  for (const width of [3, 80, 900, 12_345, 700_000, 90_000_000, 9_000_000_000]) {
    const { ticks } = timeScale(0, width)
    expect(ticks.length).toBeLessThanOrEqual(9)
    expect(ticks[0]?.label).toBe('0 ms')
  }
})

test.each([
  [0.25, '0.25 ms'],
  [12, '12 ms'],
  [1_500, '1.5 s'],
  [61_000, '1 min 1 s'],
  [3_600_000, '1 h'],
  [200_000_000, '2 d 7 h'],
])('%d ms is %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})
