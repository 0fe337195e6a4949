import { expect, test } from 'vitest'
import { headed, lengthOf, sliceOf } from './blocks'

const blocks = [['a', 'b'], [], ['c', 'd', 'e'], ['f']]

test('a list in pieces reads as one', () => {
  expect(lengthOf(blocks)).toBe(6)
  expect(sliceOf(blocks, 0, 6)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  expect(sliceOf(blocks, 1, 4)).toEqual(['b', 'c', 'd'])
  expect(sliceOf(blocks, 4, 99)).toEqual(['e', 'f'])
  expect(sliceOf(blocks, 3, 3)).toEqual([])
})

test('what is new stands first, and what both have stands there once', () => {
  expect(headed(['x', 'a'], blocks, (item) => item)).toEqual([['x', 'a'], ['b'], [], ['c', 'd', 'e'], ['f']])
  expect(headed([], blocks, (item) => item)).toBe(blocks)
})
