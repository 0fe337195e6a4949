import { expect, test } from 'vitest'
import { pieces } from './highlight'

const shown = (text: string, ...marks: [number, number][]) =>
  pieces(
    text,
    marks.map(([start, length]) => ({ start, length })),
  )
    .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
    .join('')

test('words that were looked for stand out', () => {
  expect(shown('my router is down', [3, 6], [13, 4])).toBe('my [router] is [down]')
})

test('marks in any order, across one another and beyond the end lose nothing', () => {
  expect(shown('abcdef', [4, 9], [0, 2], [1, 3])).toBe('[ab][cd][ef]')
})

test('a text without marks is one piece', () => {
  expect(pieces('plain', [])).toEqual([{ text: 'plain', marked: false }])
})
