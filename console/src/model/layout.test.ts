import { expect, test } from 'vitest'
import { type Drawing, labelOf, layoutInput, nodeSize } from './layout'

const drawing = {
  nodes: [
    { id: '__start__', type: 'schema', data: null },
    { id: 'triage', type: 'agent', data: null },
    { id: 'technical/retrieve', type: 'function', data: null },
  ],
  edges: [
    { source: '__start__', target: 'triage', data: null, conditional: false },
    { source: 'triage', target: 'technical/retrieve', data: 'technical', conditional: true },
    { source: 'triage', target: 'nowhere', data: null, conditional: false },
  ],
} as Drawing

test('every node is laid out with its size', () => {
  expect(layoutInput(drawing).children.map((node) => node.id)).toEqual(['__start__', 'triage', 'technical/retrieve'])
  for (const node of layoutInput(drawing).children) expect(node.width).toBeGreaterThan(0)
})

test('an edge to a node that is not drawn is left out', () => {
  expect(layoutInput(drawing).edges).toHaveLength(2)
})

test('longer names get wider nodes, up to a limit', () => {
  const short = nodeSize({ id: 'ask', type: 'agent' })
  const long = nodeSize({ id: 'triage_fallback_again', type: 'agent' })
  const longest = nodeSize({ id: 'x'.repeat(200), type: 'agent' })
  expect(short.width).toBeLessThan(long.width)
  expect(longest.width).toBeLessThanOrEqual(250)
})

test('a node in an inline graph bears its own name', () => {
  expect(labelOf('technical/retrieve')).toBe('retrieve')
})
