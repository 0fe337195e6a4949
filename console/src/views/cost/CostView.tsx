import '@mantine/charts/styles.css'
import { BarChart } from '@mantine/charts'
import { SegmentedControl, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { Schemas } from '../../api/client'
import { costsQuery, useSession } from '../../api/queries'
import { duration } from '../../model/timescale'
import { money, number } from '../../shell/Parts'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { Budgets } from './Budgets'
import { KillSwitch } from './KillSwitch'

type Amounts = Schemas['OpsCostAmounts']
const route = getRouteApi('/console/cost')
const tokensOf = (amounts: Amounts) => (amounts.input_tokens ?? 0) + (amounts.output_tokens ?? 0)
const dimensions = ['graph', 'agent', 'model', 'user', 'feature', 'vertical', 'day'] as const

export default function CostView() {
  const { operates, offers } = useSession()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const by = search.by ?? 'agent'
  const days = search.days ?? 30
  const costs = useQuery({ ...costsQuery(by, days), enabled: operates })
  const byDay = useQuery({ ...costsQuery('day', days), enabled: operates })
  if (!operates) return <Empty text={texts.common.noOperator} />
  if (costs.error) return <Trouble error={costs.error} retry={costs.refetch} />
  const total = costs.data?.total
  const isEmpty = total !== undefined && total.calls === 0
  const paysNothing = (total?.cost_usd ?? 0) === 0
  const weight = (amounts: Amounts) => (paysNothing ? tokensOf(amounts) : amounts.cost_usd)
  const most = Math.max(1e-9, ...(costs.data?.rows.map((row) => weight(row.amounts)) ?? []))
  return (
    <div className="view">
      <div className="viewhead">
        <h1>{texts.cost.title}</h1>
        <span className="spacer" />
        <Select
          size="xs"
          w={120}
          aria-label={texts.cost.days}
          allowDeselect={false}
          data={[1, 7, 30, 90, 366].map((count) => ({ value: `${count}`, label: `${count} ${texts.cost.days.toLowerCase()}` }))}
          value={`${days}`}
          onChange={(value) => void navigate({ search: (before) => ({ ...before, days: Number(value) }), replace: true })}
        />
      </div>
      <div className="grid">
        <section className="card c8">
          <h2>{texts.cost.spend}</h2>
          <div style={{ display: 'flex', gap: 26, flexWrap: 'wrap', marginBottom: 8 }}>
            <Fact label={texts.cost.total} value={money(total?.cost_usd ?? 0)} />
            <Fact label={texts.cost.calls} value={number(total?.calls ?? 0)} />
            <Fact label={texts.cost.tokens} value={number(total ? tokensOf(total) : 0)} />
            <Fact label={texts.cost.latency} value={duration(total?.mean_latency_ms ?? 0)} />
            <Fact label={texts.cost.failed} value={number(total?.failed ?? 0)} />
            <Fact label={texts.cost.cache} value={number(total?.from_cache ?? 0)} />
          </div>
          {isEmpty ? (
            <Empty text={texts.cost.empty}>
              <span>{texts.cost.emptyText}</span>
            </Empty>
          ) : (
            <BarChart
              h={180}
              data={(byDay.data?.rows ?? [])
                .map((row) => ({ day: (row.keys as Record<string, string>).day ?? '', amount: weight(row.amounts) }))
                .sort((a, b) => a.day.localeCompare(b.day))}
              dataKey="day"
              series={[{ name: 'amount', label: paysNothing ? texts.cost.tokens : 'USD', color: 'sea.7' }]}
              gridAxis="x"
              tickLine="none"
              maxBarWidth={48}
              barChartProps={{ accessibilityLayer: false }}
              barProps={{ isAnimationActive: false, radius: 3 }}
              valueFormatter={(value) => (paysNothing ? number(value) : money(value))}
            />
          )}
        </section>
        <div className="c4">
          <KillSwitch />
        </div>
        {offers('budgets') && <Budgets />}
        <section className="card c12" style={{ overflowX: 'auto' }}>
          <SegmentedControl
            size="xs"
            mb="sm"
            aria-label={texts.cost.by}
            value={by}
            onChange={(value) =>
              void navigate({ search: (before) => ({ ...before, by: value as (typeof dimensions)[number] }), replace: true })
            }
            data={dimensions.map((name) => ({ value: name, label: name }))}
          />
          <table className="table">
            <thead>
              <tr>
                <th>{by}</th>
                <th style={{ width: '28%' }}>{texts.cost.share}</th>
                <th className="num">{texts.run.cost}</th>
                <th className="num">{texts.cost.calls}</th>
                <th className="num wide">{texts.cost.tokens}</th>
                <th className="num wide">{texts.cost.latency}</th>
                <th className="num wide">{texts.cost.failed}</th>
              </tr>
            </thead>
            <tbody>
              {costs.data?.rows.map((row) => {
                const key = (row.keys as Record<string, string>)[by] ?? '–'
                return (
                  <tr key={key}>
                    <td>{key}</td>
                    <td>
                      <div className="meter">
                        <div style={{ width: `${(weight(row.amounts) / most) * 100}%` }} />
                      </div>
                    </td>
                    <td className="num">{money(row.amounts.cost_usd)}</td>
                    <td className="num">{number(row.amounts.calls)}</td>
                    <td className="num wide">{number(tokensOf(row.amounts))}</td>
                    <td className="num wide">{duration(row.amounts.mean_latency_ms ?? 0)}</td>
                    <td className="num wide">{number(row.amounts.failed ?? 0)}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </section>
      </div>
    </div>
  )
}

const Fact = ({ label, value }: { label: string; value: string }) => (
  <div>
    <div className="quiet" style={{ fontSize: '0.72rem' }}>
      {label}
    </div>
    <div className="num" style={{ fontSize: '1.15rem', fontWeight: 620 }}>
      {value}
    </div>
  </div>
)
