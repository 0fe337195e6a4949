import '@mantine/charts/styles.css'
import { BarChart } from '@mantine/charts'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Schemas } from '../../api/client'
import { before, lastDays, type Period, periodOf, sideBySide } from '../../model/periods'
import { number } from '../../shell/Parts'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { Figures } from './Figures'
import { PeriodPicker } from './PeriodPicker'
import { analyticsQuery } from './queries'

type Group = Schemas['OpsCaseGroup']
const route = getRouteApi('/console/desk')

/** What cases of a period come to, beside those of another one where that is asked for. */
export default function AnalyticsPane() {
  const search = route.useSearch()
  const period = periodOf(search.from, search.to) ?? lastDays(search.days ?? 30, Date.now())
  const compare = search.compare === 'before' ? before(period) : search.compare === 'other' ? periodOf(search.cfrom, search.cto) : undefined
  const { data, error, refetch } = useQuery(analyticsQuery(period, compare, search.graph))
  return (
    <div className="scroll" style={{ padding: '14px 20px 28px' }} tabIndex={0} role="region" aria-label={texts.desk.analytics}>
      <PeriodPicker period={period} compare={compare} />
      {error && <Trouble error={error} retry={refetch} />}
      {data && <Report report={data} compare={compare} />}
    </div>
  )
}

function Report({ report, compare }: { report: Schemas['OpsAnalyticsReport']; compare?: Period }) {
  const { period } = report
  const other = compare ? (report.compare ?? undefined) : undefined
  if (period.all.cases === 0 && (other?.all.cases ?? 0) === 0)
    return (
      <Empty text={texts.analytics.empty}>
        <Button size="xs" component={Link} to="/console/talk">
          {texts.analytics.emptyDo}
        </Button>
      </Empty>
    )
  return (
    <div className="grid" data-testid="analytics">
      <Figures period={period} other={other} />
      <Groups title={texts.analytics.byStatus} now={period.by_status} then={other?.by_status} />
      <Groups title={texts.analytics.byCategory} now={period.by_category} then={other?.by_category} />
      <Groups title={texts.analytics.byPriority} now={period.by_priority} then={other?.by_priority} />
      <Groups title={texts.analytics.byAgent} now={period.by_agent} then={other?.by_agent} />
      {period.feedback.length > 0 && (
        <section className="card c12" aria-label={texts.analytics.feedback}>
          <h2>{texts.analytics.feedback}</h2>
          <table className="table">
            <thead>
              <tr>
                <th>{texts.analytics.key}</th>
                <th className="num">{texts.analytics.scores}</th>
                <th className="num">{texts.analytics.mean}</th>
              </tr>
            </thead>
            <tbody>
              {period.feedback.map((score) => (
                <tr key={score.key}>
                  <td>{score.key}</td>
                  <td className="num">{number(score.count)}</td>
                  <td className="num">{score.mean.toFixed(2)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  )
}

const barHeight = 30

function Groups({ title, now, then }: { title: string; now: Group[]; then?: Group[] }) {
  const rows = sideBySide(now, then).slice(0, 12)
  return (
    <section className="card c6" aria-label={title}>
      <h2>{title}</h2>
      <BarChart
        h={Math.max(90, rows.length * barHeight * (then ? 1.35 : 1) + 46)}
        orientation="vertical"
        data={rows.map((row) => ({
          name: row.name.replaceAll('_', ' ') || texts.analytics.unnamed,
          now: row.now?.cases ?? 0,
          other: row.other?.cases ?? 0,
        }))}
        dataKey="name"
        series={[
          { name: 'now', label: texts.analytics.now, color: 'sea.7' },
          ...(then ? [{ name: 'other', label: texts.analytics.other, color: 'gray.5' }] : []),
        ]}
        withLegend={then !== undefined}
        gridAxis="y"
        tickLine="none"
        maxBarWidth={18}
        barChartProps={{ accessibilityLayer: false }}
        xAxisProps={{ allowDecimals: false }}
        yAxisProps={{ width: 132, interval: 0 }}
        barProps={{ isAnimationActive: false, radius: 3 }}
      />
    </section>
  )
}
