import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useMemo } from 'react'
import { useLiveEvents } from '../../api/live'
import { costsQuery, countsQuery, inboxQuery, metricsQuery, poolsQuery, useSession } from '../../api/queries'
import { nodeMeasures } from '../../model/metrics'
import { Ago, money, number, Status, short } from '../../shell/Parts'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { AlertsCard } from '../alerts/AlertsCard'

// Charts are most of the page's code: figures and lists are there before them.
const Throughput = lazy(() => import('./charts').then((module) => ({ default: module.Throughput })))
const SlowNodes = lazy(() => import('./charts').then((module) => ({ default: module.SlowNodes })))
const Chart = ({ children }: { children: ReactNode }) => <Suspense fallback={<div style={{ height: 190 }} />}>{children}</Suspense>

export default function HomeView() {
  const { operates } = useSession()
  if (!operates)
    return (
      <Empty text={texts.common.noOperator}>
        <Button component={Link} to="/console/talk">
          {texts.home.emptyDo}
        </Button>
      </Empty>
    )
  return <Overview />
}

function Overview() {
  const { offers } = useSession()
  const counts = useQuery(countsQuery({}))
  const hour = useQuery({ ...countsQuery({ since: 'hour' }), refetchInterval: 15_000 })
  if (counts.error) return <Trouble error={counts.error} retry={counts.refetch} />
  const all = (counts.data?.counts ?? {}) as Record<string, number>
  const recent = (hour.data?.counts ?? {}) as Record<string, number>
  const total = Object.values(all).reduce((sum, count) => sum + count, 0)
  const failed = (recent.error ?? 0) + (recent.timeout ?? 0)
  const underWay = (all.running ?? 0) + (all.pending ?? 0) + (all.sleeping ?? 0)
  return (
    <div className="view">
      <div className="viewhead">
        <h1>{texts.home.title}</h1>
        {counts.data && total === 0 && (
          <>
            <span className="quiet">{texts.home.empty}</span>
            <Button size="compact-sm" component={Link} to="/console/talk">
              {texts.home.emptyDo}
            </Button>
          </>
        )}
      </div>
      <div className="grid">
        <Figure title={texts.home.now} to="/console/runs" search={{ status: 'pending,running,sleeping' }} value={number(underWay)}>
          {(['running', 'pending', 'sleeping'] as const)
            .filter((name) => all[name])
            .map((name) => `${all[name]} ${name}`)
            .join(' · ') || '–'}
        </Figure>
        <WaitingPeople />
        <Figure
          title={texts.home.failures}
          to="/console/runs"
          search={{ status: 'error,timeout', since: 'hour' }}
          value={number(failed)}
          bad={failed > 0}
        >
          {texts.run.of} {number(Object.values(recent).reduce((sum, count) => sum + count, 0))}
        </Figure>
        <CostToday />
        <section className="card c8" aria-label={texts.home.throughput}>
          <h2>
            {texts.home.throughput} <span style={{ fontWeight: 400 }}>{texts.home.perFiveMinutes}</span>
          </h2>
          <Chart>
            <Throughput />
          </Chart>
        </section>
        <Pools />
        <Nodes />
        {offers('alerts') && <AlertsCard />}
        <Events />
      </div>
    </div>
  )
}

interface FigureProps {
  title: string
  value: string
  to: string
  search?: object
  bad?: boolean
  children?: ReactNode
}

const Figure = ({ title, value, to, search, bad, children }: FigureProps) => (
  <Link to={to as '/'} search={(search ?? {}) as never} className="card c3 linked">
    <h2>{title}</h2>
    <div className="figure" style={bad ? { color: 'var(--bad)' } : undefined}>
      {value}
    </div>
    <div className="quiet clip">{children}</div>
  </Link>
)

function WaitingPeople() {
  const { data } = useQuery(inboxQuery)
  const oldest = data?.[0]?.created_at
  return (
    <Figure title={texts.home.waiting} to="/console/inbox" value={number(data?.length ?? 0)}>
      {oldest ? (
        <>
          {texts.home.oldest} <Ago at={oldest} />
        </>
      ) : (
        texts.home.nobody
      )}
    </Figure>
  )
}

function CostToday() {
  const { data } = useQuery(costsQuery('model', 1))
  return (
    <Figure title={texts.home.cost} to="/console/cost" value={money(data?.total.cost_usd ?? 0)}>
      {number(data?.total.calls ?? 0)} {texts.home.calls} · {number((data?.total.input_tokens ?? 0) + (data?.total.output_tokens ?? 0))}{' '}
      {texts.cost.tokens.toLowerCase()}
    </Figure>
  )
}

function Pools() {
  const { data } = useQuery(poolsQuery)
  return (
    <section className="card c4" aria-label={texts.home.pools}>
      <h2>{texts.home.pools}</h2>
      {data?.length === 0 && <span className="quiet">{texts.health.none}</span>}
      <div style={{ display: 'grid', gap: 12 }}>
        {data?.map((pool) => {
          const share = pool.running / Math.max(1, pool.concurrency)
          return (
            <div key={pool.pool}>
              <div style={{ display: 'flex', gap: 8 }} className="num">
                <span className="clip">{pool.pool}</span>
                <span className="spacer" />
                <span className="quiet">
                  {number(pool.running)} / {number(pool.concurrency)}
                  {pool.pending > 0 && ` · ${number(pool.pending)} ${texts.health.pending}`}
                </span>
              </div>
              <div className="meter">
                <div className={share >= 1 ? 'full' : share > 0.8 ? 'high' : ''} style={{ width: `${Math.min(100, share * 100)}%` }} />
              </div>
            </div>
          )
        })}
      </div>
    </section>
  )
}

function Nodes() {
  const { data } = useQuery(metricsQuery)
  const measures = useMemo(() => nodeMeasures(data ?? []), [data])
  const failing = measures
    .filter((one) => one.failed > 0)
    .sort((a, b) => b.failed / b.visits - a.failed / a.visits)
    .slice(0, 6)
  const slow = measures
    .filter((one) => one.p95 !== undefined && Number.isFinite(one.p95))
    .sort((a, b) => (b.p95 ?? 0) - (a.p95 ?? 0))
    .slice(0, 7)
  return (
    <>
      <section className="card c3" aria-label={texts.home.nodes}>
        <h2>{texts.home.nodes}</h2>
        {failing.length === 0 && <span className="quiet">{texts.home.nodesNone}</span>}
        {failing.map((one) => (
          <div key={one.graph + one.node} style={{ display: 'flex', gap: 8, padding: '4px 0' }} className="num">
            <Link className="plain clip" to="/console/graphs" search={{ graph: one.graph, node: one.node } as never}>
              {one.graph} / {one.node}
            </Link>
            <span className="spacer" />
            <span style={{ color: 'var(--bad)', whiteSpace: 'nowrap' }}>
              {Math.round((one.failed / one.visits) * 100)} % {texts.run.of} {number(one.visits)}
            </span>
            <span className="meter" style={{ width: 60, alignSelf: 'center' }}>
              <span className="full" style={{ width: `${(one.failed / one.visits) * 100}%` }} />
            </span>
          </div>
        ))}
      </section>
      <section className="card c3" aria-label={texts.home.latency}>
        <h2>{texts.home.latency}</h2>
        <Chart>
          <SlowNodes nodes={slow} />
        </Chart>
      </section>
    </>
  )
}

function Events() {
  const events = useLiveEvents()
  return (
    <section className="card c3" aria-label={texts.home.events}>
      <h2>{texts.home.events}</h2>
      {events.length === 0 && <span className="quiet">{texts.home.eventsNone}</span>}
      {events.slice(0, 9).map((event) => (
        <div
          key={`${event.run_id}-${event.seq}-${event.kind}-${event.at}`}
          style={{ display: 'flex', gap: 8, alignItems: 'center', padding: '3px 0' }}
        >
          <Status
            status={
              event.kind === 'ended'
                ? (event.status ?? 'success')
                : event.kind === 'interrupt'
                  ? 'waiting'
                  : event.kind === 'started'
                    ? 'running'
                    : 'error'
            }
          />
          {event.run_id && (
            <Link className="plain clip" to="/console/runs/$runId" params={{ runId: event.run_id }} search={{} as never}>
              {event.graph} <span className="mono quiet">{short(event.run_id)}</span>
            </Link>
          )}
          <span className="spacer" />
          <span className="quiet">{event.at && <Ago at={event.at} />}</span>
        </div>
      ))}
    </section>
  )
}
