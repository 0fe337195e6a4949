import type { Schemas } from '../../api/client'
import { changeOf } from '../../model/periods'
import { duration } from '../../model/timescale'
import { money, number, percent } from '../../shell/Parts'
import { texts } from '../../texts'

type Analysis = Schemas['OpsAnalyticsPeriod']
const words = texts.analytics

interface Measure {
  label: string
  of: (period: Analysis) => number | null | undefined
  shown: (value: number) => string
  note: (period: Analysis) => string
  /** True where more is worse. */
  lessIsBetter?: boolean
  /** True where neither is better. */
  isNeutral?: boolean
}

const measures: Measure[] = [
  {
    label: words.cases,
    of: (one) => one.all.cases,
    shown: number,
    note: (one) => `${number(one.all.resolved ?? 0)} ${words.resolved}`,
    isNeutral: true,
  },
  {
    label: words.contained,
    of: (one) => one.all.containment_rate,
    shown: percent,
    note: (one) => `${number(one.all.contained ?? 0)} ${texts.run.of} ${number(one.all.resolved ?? 0)}`,
  },
  {
    label: words.escalation,
    of: (one) => one.all.escalation_rate,
    shown: percent,
    note: (one) => `${number(one.all.escalated ?? 0)} ${texts.run.of} ${number(one.all.cases)}`,
    lessIsBetter: true,
  },
  {
    label: words.firstResponse,
    of: (one) => one.all.first_response.median_ms,
    shown: duration,
    note: (one) => within(one.all.first_response.p90_ms),
    lessIsBetter: true,
  },
  {
    label: words.resolution,
    of: (one) => one.all.resolution.median_ms,
    shown: duration,
    note: (one) => within(one.all.resolution.p90_ms),
    lessIsBetter: true,
  },
  {
    label: words.csat,
    of: (one) => one.csat?.mean,
    shown: (value) => `${value.toFixed(2)} / 5`,
    note: (one) => `${number(one.csat?.count ?? 0)} ${words.scores}`,
  },
  {
    label: words.accuracy,
    of: (one) => one.first_response_accuracy?.mean,
    shown: percent,
    note: (one) => `${number(one.first_response_accuracy?.count ?? 0)} ${words.scores}`,
  },
  {
    label: words.perResolved,
    of: (one) => one.all.cost_per_resolved_usd,
    shown: money,
    note: (one) => `${money(one.all.cost_usd ?? 0)} ${texts.cost.total.toLowerCase()}`,
    lessIsBetter: true,
  },
  {
    label: words.uptime,
    of: (one) => one.uptime.share,
    shown: percent,
    note: (one) => `${number(one.uptime.minutes_known)} ${words.minutes}`,
  },
]

const within = (ms: number | null) => (ms === null ? '–' : `${words.p90} ${duration(ms)}`)

/** A desk's measures, each with how it changed against the other period. */
export const Figures = ({ period, other }: { period: Analysis; other?: Analysis }) => (
  <>
    {measures.map((measure) => {
      const value = measure.of(period)
      const then = other ? measure.of(other) : undefined
      return (
        <section className="card c4" key={measure.label} aria-label={measure.label}>
          <h2>{measure.label}</h2>
          <div style={{ display: 'flex', gap: 12, alignItems: 'baseline', flexWrap: 'wrap' }}>
            <span className="figure">{value === null || value === undefined ? '–' : measure.shown(value)}</span>
            {other && (
              <span className="quiet num">
                {words.with} {then === null || then === undefined ? '–' : measure.shown(then)}
              </span>
            )}
            <Change change={changeOf(value, then)} measure={measure} />
          </div>
          <div className="quiet clip">{measure.note(period)}</div>
        </section>
      )
    })}
  </>
)

function Change({ change, measure }: { change: number | undefined; measure: Measure }) {
  if (change === undefined || Math.abs(change) < 0.001) return null
  const isBetter = change > 0 !== (measure.lessIsBetter ?? false)
  return (
    <span className={`pill ${measure.isNeutral ? 'running' : isBetter ? 'success' : 'error'}`}>
      {change > 0 ? '+' : '−'}
      {percent(Math.abs(change))}
    </span>
  )
}
