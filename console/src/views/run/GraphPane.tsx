import '@xyflow/react/dist/style.css'
import { Loader, useComputedColorScheme } from '@mantine/core'
import { IconArrowsSplit, IconBox, IconClock, IconHandStop, IconRobot, IconRoute, IconSubtask, IconWorld } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Controls, type Edge, Handle, MarkerType, type Node, type NodeProps, Position, ReactFlow } from '@xyflow/react'
import { memo, useMemo } from 'react'
import { drawingQuery } from '../../api/queries'
import { type Drawing, labelOf } from '../../model/layout'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { layOut } from './layOut'

export interface NodeState {
  status: string
  note?: string
}

interface Props {
  graph: string
  /** By node; others are idle. */
  states: ReadonlyMap<string, NodeState>
  /** Ways that were taken, as `from→to`. */
  taken?: ReadonlySet<string>
  chosen?: string
  choose: (node: string) => void
}

const icons: Record<string, typeof IconBox> = {
  agent: IconRobot,
  route: IconRoute,
  approval: IconHandStop,
  wait: IconClock,
  graph: IconSubtask,
  child: IconSubtask,
  parallel: IconArrowsSplit,
  map: IconArrowsSplit,
  remote: IconWorld,
}

type StepNode = Node<{ label: string; kind: string; status: string; note?: string; chosen: boolean }>

const Step = memo(function Step({ data }: NodeProps<StepNode>) {
  const Icon = icons[data.kind] ?? IconBox
  const isPole = data.kind === 'schema'
  return (
    <div
      className={`node ${isPole ? 'pole' : ''} ${data.status} ${data.chosen ? 'chosen' : ''}`}
      data-status={data.status}
      data-node={data.label}
    >
      <Handle type="target" position={Position.Top} />
      {!isPole && <Icon size={15} stroke={1.7} aria-hidden />}
      <span className="clip">{data.label}</span>
      {data.note && <span className="n num">{data.note}</span>}
      <Handle type="source" position={Position.Bottom} />
    </div>
  )
})

const nodeTypes = { step: Step }

/** A graph as its description draws it, with the state of its nodes. */
export function GraphPane({ graph, states, taken, chosen, choose }: Props) {
  const scheme = useComputedColorScheme('light')
  const drawing = useQuery(drawingQuery(graph))
  const placed = useQuery({
    queryKey: ['layout', graph, drawing.dataUpdatedAt],
    queryFn: () => layOut(drawing.data as Drawing),
    enabled: drawing.isSuccess,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const nodes = useMemo<StepNode[]>(
    () =>
      (placed.data ?? []).map((place) => {
        const node = drawing.data?.nodes.find((one) => one.id === place.id)
        const state = states.get(place.id)
        const label = labelOf(place.id)
        return {
          id: place.id,
          type: 'step',
          position: { x: place.x, y: place.y },
          width: place.width,
          height: place.height,
          ariaLabel: `${label}, ${state?.status ?? 'idle'}`,
          data: { label, kind: node?.type ?? '', status: state?.status ?? 'idle', note: state?.note, chosen: chosen === place.id },
        }
      }),
    [placed.data, drawing.data, states, chosen],
  )
  const edges = useMemo<Edge[]>(
    () =>
      (drawing.data?.edges ?? []).map((edge, index) => ({
        id: `e${index}`,
        source: edge.source,
        target: edge.target,
        className: taken?.has(`${edge.source}→${edge.target}`) ? 'taken' : undefined,
        style: edge.conditional && !taken?.has(`${edge.source}→${edge.target}`) ? { strokeDasharray: '4 4' } : undefined,
        markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14 },
        focusable: false,
      })),
    [drawing.data, taken],
  )
  if (drawing.error) return <Trouble error={drawing.error} retry={drawing.refetch} />
  if (placed.error) return <Trouble error={placed.error} retry={placed.refetch} />
  if (!placed.data)
    return (
      <Empty text={texts.common.loading}>
        <Loader size="sm" />
      </Empty>
    )
  return (
    <div style={{ width: '100%', height: '100%', minHeight: 240 }} data-testid="graph">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        colorMode={scheme}
        fitView
        fitViewOptions={{ padding: 0.08, maxZoom: 1.1 }}
        minZoom={0.1}
        maxZoom={2}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        onNodeClick={(_, node) => choose(node.id)}
        onSelectionChange={({ nodes: [node] }) => node && node.id !== chosen && choose(node.id)}
        proOptions={{ hideAttribution: true }}
      >
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  )
}
