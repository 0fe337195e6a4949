import { useQuery } from '@tanstack/react-query'
import { circuitsQuery, infoQuery, metricsQuery, poolsQuery, readyQuery, useSession } from '../../api/queries'
import { sumOf } from '../../model/metrics'
import { duration } from '../../model/timescale'
import { number, Status } from '../../shell/Parts'
import { Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { Workers } from './Workers'

const mean = (sum: number, count: number) => (count === 0 ? 0 : sum / count)

export default function HealthView() {
  const { offers } = useSession()
  const ready = useQuery(readyQuery)
  const info = useQuery(infoQuery)
  const pools = useQuery(poolsQuery)
  const circuits = useQuery(circuitsQuery)
  const { data: series } = useQuery(metricsQuery)
  const commits = sumOf(series ?? [], 'baton_store_commit_duration_seconds_count')
  const woken = sumOf(series ?? [], 'baton_timers_woken_total')
  return (
    <div className="view">
      <div className="viewhead">
        <h1>{texts.health.title}</h1>
        {ready.data && <Status status={ready.data.status === 'ready' ? 'success' : 'error'} />}
      </div>
      {ready.error && <Trouble error={ready.error} retry={ready.refetch} />}
      <div className="grid">
        <section className="card c4">
          <h2>{texts.health.server}</h2>
          <dl className="facts">
            <dt>{texts.common.status}</dt>
            <dd>{ready.data?.status}</dd>
            <dt>{texts.health.store}</dt>
            <dd>{ready.data?.store}</dd>
            <dt>{texts.common.version}</dt>
            <dd>{info.data?.version}</dd>
            <dt>{texts.health.systems}</dt>
            <dd>{info.data?.systems.join(', ') || texts.common.none}</dd>
          </dl>
        </section>
        <section className="card c4">
          <h2>{texts.health.writer}</h2>
          {commits === 0 ? (
            <span className="quiet">{texts.health.noMeasures}</span>
          ) : (
            <dl className="facts num">
              <dt>{texts.health.commits}</dt>
              <dd>{number(commits)}</dd>
              <dt>{texts.health.mean}</dt>
              <dd>{duration(mean(sumOf(series ?? [], 'baton_store_commit_duration_seconds_sum'), commits) * 1_000)}</dd>
              <dt>{texts.health.batch}</dt>
              <dd>
                {mean(sumOf(series ?? [], 'baton_store_batch_size_sum'), sumOf(series ?? [], 'baton_store_batch_size_count')).toFixed(1)}
              </dd>
            </dl>
          )}
        </section>
        <section className="card c4">
          <h2>{texts.health.timers}</h2>
          <dl className="facts num">
            <dt>{texts.health.woken}</dt>
            <dd>{number(woken)}</dd>
            <dt>{texts.health.late}</dt>
            <dd>
              {duration(
                mean(sumOf(series ?? [], 'baton_timer_lateness_seconds_sum'), sumOf(series ?? [], 'baton_timer_lateness_seconds_count')) *
                  1_000,
              )}
            </dd>
          </dl>
        </section>
        <section className="card c8" style={{ overflowX: 'auto' }}>
          <h2>{texts.health.pools}</h2>
          {pools.error && <Trouble error={pools.error} retry={pools.refetch} />}
          {pools.data?.length === 0 && <span className="quiet">{texts.health.none}</span>}
          {pools.data && pools.data.length > 0 && (
            <table className="table">
              <thead>
                <tr>
                  <th>{texts.common.pool}</th>
                  <th style={{ width: '26%' }}>{texts.health.places}</th>
                  <th className="num">{texts.health.running}</th>
                  <th className="num">{texts.health.pending}</th>
                  <th className="num">{texts.health.oldest}</th>
                </tr>
              </thead>
              <tbody>
                {pools.data.map((pool) => (
                  <tr key={pool.pool}>
                    <td>
                      {pool.pool}{' '}
                      {!pool.served && (
                        <span className="chip warn" title={texts.health.unserved}>
                          –
                        </span>
                      )}
                    </td>
                    <td>
                      <div className="meter">
                        <div
                          className={pool.running >= pool.concurrency ? 'full' : ''}
                          style={{ width: `${Math.min(100, (pool.running / Math.max(1, pool.concurrency)) * 100)}%` }}
                        />
                      </div>
                    </td>
                    <td className="num">
                      {number(pool.running)} / {number(pool.concurrency)}
                    </td>
                    <td className="num">
                      {number(pool.pending)} / {number(pool.queue_limit)}
                    </td>
                    <td className="num">{pool.oldest_age_s == null ? '–' : duration(pool.oldest_age_s * 1_000)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
        <section className="card c4">
          <h2>{texts.health.circuits}</h2>
          {circuits.data?.length === 0 && <span className="quiet">{texts.health.noCircuits}</span>}
          {circuits.data?.map((circuit) => (
            <div key={circuit.kind + circuit.name} style={{ display: 'flex', gap: 8, padding: '4px 0' }}>
              <span className="chip">{circuit.kind}</span>
              <span className="clip">{circuit.name}</span>
              <span className="spacer" />
              <span className={`pill ${circuit.state === 'closed' ? 'success' : 'error'}`}>{circuit.state}</span>
            </div>
          ))}
        </section>
        {offers('/api') && <Workers />}
      </div>
    </div>
  )
}
