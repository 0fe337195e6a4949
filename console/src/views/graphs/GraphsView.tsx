import { Button, Modal } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useState } from 'react'
import { post, type Schemas } from '../../api/client'
import { assistantsQuery, countsQuery, metricsQuery, schemasQuery, useSession } from '../../api/queries'
import { nodeMeasures } from '../../model/metrics'
import { duration } from '../../model/timescale'
import { Json, number } from '../../shell/Parts'
import { SchemaForm } from '../../shell/SchemaForm'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import type { NodeState } from '../run/GraphPane'

const GraphPane = lazy(() => import('../run/GraphPane').then((module) => ({ default: module.GraphPane })))
const route = getRouteApi('/console/graphs')

export default function GraphsView() {
  const { graph, node } = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, refetch } = useQuery(assistantsQuery)
  if (error) return <Trouble error={error} retry={refetch} />
  if (data?.length === 0) return <Empty text={texts.graphs.none} />
  const chosen = data?.find((one) => one.graph_id === graph) ?? data?.[0]
  return (
    <div className="view full">
      <h1 className="skip">{texts.graphs.title}</h1>
      <div className="master">
        <nav className="list" aria-label={texts.graphs.title}>
          {data?.map((one) => (
            <Link
              key={one.graph_id}
              to="/console/graphs"
              search={{ graph: one.graph_id, node: undefined }}
              className={one === chosen ? 'item chosen' : 'item'}
            >
              <div style={{ display: 'flex', gap: 8 }}>
                <strong className="clip">{one.graph_id}</strong>
                <span className="quiet">v{one.version}</span>
                <span className="spacer" />
                <span className="chip">{one.metadata.pool}</span>
              </div>
              <div className="quiet clip">{one.metadata.error ?? one.description}</div>
            </Link>
          ))}
        </nav>
        {chosen && (
          <GraphPage
            key={chosen.graph_id}
            assistant={chosen}
            node={node}
            choose={(next) => void navigate({ search: { graph: chosen.graph_id, node: next }, replace: true })}
          />
        )}
      </div>
    </div>
  )
}

function GraphPage({ assistant, node, choose }: { assistant: Schemas['Assistant']; node?: string; choose: (node: string) => void }) {
  const { operates, runs } = useSession()
  const [starting, setStarting] = useState(false)
  const metrics = useQuery(metricsQuery)
  const counts = useQuery({ ...countsQuery({ graph: assistant.graph_id }), enabled: operates })
  const measures = useMemo(
    () => nodeMeasures(metrics.data ?? []).filter((one) => one.graph === assistant.graph_id),
    [metrics.data, assistant.graph_id],
  )
  const states = useMemo(
    () =>
      new Map<string, NodeState>(
        measures.map((one) => [one.node, { status: one.failed > 0 ? 'error' : 'success', note: number(one.visits) }]),
      ),
    [measures],
  )
  const by = (counts.data?.counts ?? {}) as Record<string, number>
  const underWay = (by.running ?? 0) + (by.pending ?? 0) + (by.waiting ?? 0) + (by.sleeping ?? 0)
  const shown = measures.find((one) => one.node === node)
  if (assistant.metadata.error) return <Empty text={`${texts.graphs.broken}: ${assistant.metadata.error}`} />
  return (
    <div style={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}>
      <div className="bar">
        <strong>{assistant.graph_id}</strong>
        <span className="quiet clip wide" style={{ flex: 1 }}>
          {assistant.description}
        </span>
        <span className="spacer" />
        {operates && (
          <Link to="/console/runs" search={{ graph: assistant.graph_id } as never}>
            {number(underWay)} {texts.graphs.running}, {number(by.error ?? 0)} {texts.graphs.failed}
          </Link>
        )}
        {runs && (
          <Button size="xs" onClick={() => setStarting(true)}>
            {texts.graphs.start}
          </Button>
        )}
      </div>
      <div style={{ flex: 1, minHeight: 0 }}>
        <Suspense fallback={<Empty text={texts.common.loading} />}>
          <GraphPane graph={assistant.graph_id} states={states} chosen={node} choose={choose} />
        </Suspense>
      </div>
      <div className="bar num" style={{ borderTop: '1px solid var(--line)', borderBottom: 0, minHeight: 42 }}>
        {shown ? (
          <>
            <strong>{shown.node}</strong>
            <span>
              {number(shown.visits)} {texts.graphs.visits}
            </span>
            <span>
              {number(shown.failed)} {texts.graphs.failed}
            </span>
            {shown.p95 !== undefined && <span>p95 ≤ {duration(shown.p95 * 1_000)}</span>}
          </>
        ) : (
          <span className="quiet">{texts.graphs.heat}</span>
        )}
      </div>
      {starting && <StartDialog graph={assistant.graph_id} close={() => setStarting(false)} />}
    </div>
  )
}

function StartDialog({ graph, close }: { graph: string; close: () => void }) {
  const schemas = useQuery(schemasQuery(graph))
  const navigate = useNavigate()
  const start = useMutation({
    mutationFn: (input: unknown) =>
      post<Schemas['RunBody']>(`/threads/run-${crypto.randomUUID?.() ?? performance.now()}/runs`, {
        assistant_id: graph,
        if_not_exists: 'create',
        input,
      }),
    onSuccess: (run) => void navigate({ to: '/console/runs/$runId', params: { runId: run.run_id }, search: {} as never }),
  })
  return (
    <Modal
      opened
      onClose={close}
      title={`${texts.graphs.start}: ${graph}`}
      size="lg"
      closeButtonProps={{ 'aria-label': texts.common.close }}
    >
      <p className="quiet" style={{ marginTop: 0 }}>
        {texts.graphs.startText}
      </p>
      {schemas.error && <Trouble error={schemas.error} retry={schemas.refetch} />}
      {schemas.data && (
        <>
          <SchemaForm schema={schemas.data.input_schema} submit={(value) => start.mutate(value)} error={start.error}>
            <Button type="submit" loading={start.isPending}>
              {texts.common.start}
            </Button>
          </SchemaForm>
          <details style={{ marginTop: 16 }}>
            <summary>{texts.graphs.schema}</summary>
            <Json value={schemas.data.input_schema} label={texts.graphs.schema} />
          </details>
        </>
      )}
    </Modal>
  )
}
