/** One series of the server's measurements. */
export interface Series {
  name: string
  labels: Record<string, string>
  value: number
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)$/
const label = /(\w+)="((?:[^"\\]|\\.)*)"/g

/** Reads Prometheus' text format; lines that it does not understand are passed over. */
export function parseMetrics(text: string): Series[] {
  const found: Series[] = []
  for (const row of text.split('\n')) {
    if (row.startsWith('#')) continue
    const parts = line.exec(row)
    if (!parts) continue
    const labels: Record<string, string> = {}
    for (const [, name, value] of (parts[2] ?? '').matchAll(label))
      labels[name as string] = (value as string).replace(/\\(.)/g, (_, char) => (char === 'n' ? '\n' : char))
    found.push({ name: parts[1] as string, labels, value: Number(parts[3]) })
  }
  return found
}

/** How a node of a graph fares. */
export interface NodeMeasure {
  graph: string
  node: string
  visits: number
  failed: number
  p95: number | undefined
}

const histogram = 'baton_node_duration_seconds'

/** By graph and node: visits, failures, and the bucket under which 95 of 100 visits lie, in seconds. */
export function nodeMeasures(series: readonly Series[]): NodeMeasure[] {
  const nodes = new Map<string, NodeMeasure & { buckets: Map<number, number> }>()
  for (const one of series) {
    if (!one.name.startsWith(histogram)) continue
    const { baton_graph: graph = '', baton_node: node = '', baton_outcome: outcome = '', le } = one.labels
    const key = `${graph}\n${node}`
    const measure = nodes.get(key) ?? { graph, node, visits: 0, failed: 0, p95: undefined, buckets: new Map<number, number>() }
    nodes.set(key, measure)
    if (one.name === `${histogram}_count`) {
      measure.visits += one.value
      if (outcome === 'error') measure.failed += one.value
    } else if (one.name === `${histogram}_bucket`) {
      const edge = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le)
      measure.buckets.set(edge, (measure.buckets.get(edge) ?? 0) + one.value)
    }
  }
  return [...nodes.values()].map(({ buckets, ...measure }) => ({ ...measure, p95: quantile(buckets, 0.95) }))
}

function quantile(buckets: Map<number, number>, share: number): number | undefined {
  const edges = [...buckets].sort(([a], [b]) => a - b)
  const all = edges.at(-1)?.[1] ?? 0
  if (all === 0) return undefined
  return edges.find(([, count]) => count >= all * share)?.[0]
}

/** The sum of all series of a name whose labels fit. */
export const sumOf = (series: readonly Series[], name: string, labels: Record<string, string> = {}) =>
  series.reduce(
    (sum, one) => (one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value) ? sum + one.value : sum),
    0,
  )
