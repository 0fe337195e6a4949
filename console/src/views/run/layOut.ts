import type { ElkNode } from 'elkjs/lib/elk-api'
import ELK from 'elkjs/lib/elk-api'
import ElkWorker from 'elkjs/lib/elk-worker.min.js?worker'
import { type Drawing, layoutInput } from '../../model/layout'

/** Where a node is drawn. */
export interface Place {
  id: string
  x: number
  y: number
  width: number
  height: number
}

let engine: InstanceType<typeof ELK> | undefined

/** Lays a graph out, off the page's own thread. */
export async function layOut(drawing: Drawing): Promise<Place[]> {
  engine ??= new ELK({ workerFactory: () => new ElkWorker() })
  const placed = await engine.layout(layoutInput(drawing) as ElkNode)
  return (placed.children ?? []).map((node) => ({
    id: node.id,
    x: node.x ?? 0,
    y: node.y ?? 0,
    width: node.width ?? 100,
    height: node.height ?? 40,
  }))
}
