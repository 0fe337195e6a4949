import { Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api, data } from '../../api/client'
import type { RunFilter } from '../../api/queries'
import { Ago, money, number, Status, short } from '../../shell/Parts'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'

const spans: Record<string, number> = { hour: 1, day: 2, week: 7 }

/** Runs that an agent had to do with, or that cost something, the dearest first. */
export function DearRuns({ filter }: { filter: RunFilter }) {
  const query = { agent: filter.agent, graph: filter.graph, min_cost_usd: filter.cost, days: spans[filter.since ?? ''] ?? 366, limit: 500 }
  const {
    data: found,
    error,
    refetch,
  } = useQuery({
    queryKey: ['runs', 'dearest', query],
    queryFn: () => data(api.GET('/ops/runs/dearest', { params: { query } })),
  })
  if (error) return <Trouble error={error} retry={refetch} />
  if (!found)
    return (
      <Empty text={texts.common.loading}>
        <Loader size="sm" />
      </Empty>
    )
  const wanted = filter.status?.split(',')
  const rows = found.runs.filter(
    ({ run }) =>
      (!wanted || wanted.includes(run.status)) &&
      (!filter.pool || run.pool === filter.pool) &&
      (!filter.code || run.error_code === filter.code) &&
      (!filter.q ||
        `${run.run_id} ${run.thread_id ?? ''} ${JSON.stringify(run.metadata ?? '')}`.toLowerCase().includes(filter.q.toLowerCase())),
  )
  if (rows.length === 0) return <Empty text={texts.runs.empty} />
  return (
    <div className="scroll sheet" tabIndex={0} role="region" aria-label={texts.runs.list} data-testid="dear">
      <p className="quiet" style={{ margin: '8px 16px' }}>
        {texts.runs.dearest} {found.more && texts.runs.moreDear}
      </p>
      <table className="table">
        <thead>
          <tr>
            <th>{texts.common.status}</th>
            <th>{texts.common.graph}</th>
            <th className="num">{texts.runs.cost}</th>
            <th className="num wide">{texts.cost.calls}</th>
            <th className="num wide">{texts.cost.tokens}</th>
            <th className="wide">{texts.common.thread}</th>
            <th>{texts.common.started}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ run, amounts }) => (
            <tr key={run.run_id}>
              <td>
                <Status status={run.status} />
              </td>
              <td>
                <Link
                  className="plain"
                  style={{ fontWeight: 560 }}
                  to="/console/runs/$runId"
                  params={{ runId: run.run_id }}
                  search={{} as never}
                >
                  {run.graph} <span className="mono quiet">{short(run.run_id)}</span>
                </Link>
              </td>
              <td className="num">{money(amounts.cost_usd)}</td>
              <td className="num wide">{number(amounts.calls)}</td>
              <td className="num wide">{number((amounts.input_tokens ?? 0) + (amounts.output_tokens ?? 0))}</td>
              <td className="wide mono quiet">{run.thread_id ? short(run.thread_id) : '–'}</td>
              <td>
                <Ago at={run.created_at ?? ''} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
