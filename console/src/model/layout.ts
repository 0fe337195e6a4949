import type { Schemas } from '../api/client'

export type Drawing = Schemas['DrawnGraph']

/** What elkjs is asked to lay out. */
export interface LayoutInput {
  id: string
  layoutOptions: Record<string, string>
  children: { id: string; width: number; height: number }[]
  edges: { id: string; sources: string[]; targets: string[]; labels?: { text: string; width: number; height: number }[] }[]
}

const charWidth = 7.4
const smallest = 120
const largest = 250

export const nodeSize = (node: { id: string; type: string }) =>
  node.id.startsWith('__')
    ? { width: 64, height: 30 }
    : { width: Math.min(largest, Math.max(smallest, labelOf(node.id).length * charWidth + 104)), height: 46 }

/** The last part of a path: a node in an inline graph bears its own name. */
export const labelOf = (id: string) => (id === '__start__' ? 'start' : id === '__end__' ? 'end' : id.slice(id.lastIndexOf('/') + 1))

/** The question for the layout: every node with its size, every edge whose ends there are. */
export function layoutInput(drawing: Drawing, direction: 'DOWN' | 'RIGHT' = 'DOWN'): LayoutInput {
  const known = new Set(drawing.nodes.map((node) => node.id))
  return {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': direction,
      'elk.layered.spacing.nodeNodeBetweenLayers': '36',
      'elk.spacing.nodeNode': '28',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
    },
    children: drawing.nodes.map((node) => ({ id: node.id, ...nodeSize(node) })),
    edges: drawing.edges
      .filter((edge) => known.has(edge.source) && known.has(edge.target))
      .map((edge, index) => ({ id: `e${index}`, sources: [edge.source], targets: [edge.target] })),
  }
}
