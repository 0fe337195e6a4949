import { useQuery } from '@tanstack/react-query'
import { useLiveEvents } from '../../api/live'
import { useSession } from '../../api/queries'
import { duration } from '../../model/timescale'
import { Ago, number, Status } from '../../shell/Parts'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { type Alert, alertsQuery, alertTone, measureOf } from './queries'

const words = texts.alerts

/** Rules, which of them fire, and what has happened. */
export default function AlertsView() {
  const { operates } = useSession()
  const { data, error, refetch } = useQuery({ ...alertsQuery, enabled: operates })
  if (!operates) return <Empty text={texts.common.noOperator} />
  if (error) return <Trouble error={error} retry={refetch} />
  if (!data) return <Empty text={texts.common.loading} />
  if (data.length === 0)
    return (
      <Empty text={words.none}>
        <span>{words.noneDo}</span>
      </Empty>
    )
  const firing = data.filter((rule) => rule.status === 'firing').length
  return (
    <div className="view">
      <div className="viewhead">
        <h1>{words.title}</h1>
        <Status status={firing > 0 ? words.firing(firing) : words.allWell} tone={firing > 0 ? 'error' : 'success'} />
      </div>
      <div className="grid">
        <section className="card c12" style={{ overflowX: 'auto' }} tabIndex={0} aria-label={words.title}>
          <Rules rules={data} />
        </section>
        <section className="card c12" aria-label={words.history}>
          <h2>{words.history}</h2>
          <History rules={data} />
        </section>
      </div>
    </div>
  )
}

const Rules = ({ rules }: { rules: Alert[] }) => (
  <table className="table" data-testid="rules">
    <thead>
      <tr>
        <th>{words.rule}</th>
        <th>{texts.common.status}</th>
        <th className="wide">{words.measures}</th>
        <th className="num">{words.value}</th>
        <th className="num">{words.limit}</th>
        <th className="wide" style={{ width: '16%' }} aria-label={words.value} />
        <th className="num wide">{words.window}</th>
        <th className="num wide">{words.fires}</th>
      </tr>
    </thead>
    <tbody>
      {rules.map((rule) => (
        <tr key={rule.name}>
          <td style={{ fontWeight: 560 }}>{rule.name}</td>
          <td>
            <Status status={rule.status} tone={alertTone(rule.status)} />
          </td>
          <td className="wide">
            {words.kinds[rule.kind] ?? rule.kind}
            {rule.problem && <div className="quiet">{rule.problem}</div>}
          </td>
          <td className="num">
            {rule.value == null ? '–' : measureOf(rule.kind, rule.value)}{' '}
            {rule.value != null && (rule.count ?? 0) > 0 && (
              <span className="quiet wide">
                {words.of} {number(rule.count ?? 0)}
              </span>
            )}
          </td>
          <td className="num">{measureOf(rule.kind, rule.above)}</td>
          <td className="wide">
            <Meter rule={rule} />
          </td>
          <td className="num wide">{duration((rule.window_seconds ?? 0) * 1_000)}</td>
          <td className="num wide">{number(rule.fires ?? 0)}×</td>
        </tr>
      ))}
    </tbody>
  </table>
)

function Meter({ rule }: { rule: Alert }) {
  if (rule.value == null) return null
  const share = rule.above === 0 ? (rule.value > 0 ? 1 : 0) : rule.value / rule.above
  return (
    <div className="meter">
      <div
        className={share > 1 || rule.status === 'firing' ? 'full' : share > 0.8 ? 'high' : ''}
        style={{ width: `${Math.min(100, share * 100)}%` }}
      />
    </div>
  )
}

/** When rules last fired and resolved, and what the feed has said since the page was opened. */
function History({ rules }: { rules: Alert[] }) {
  const heard = useLiveEvents()
    .filter((event) => event.kind === 'alert')
    .map((event) => ({ rule: event.alert ?? '', at: event.at ?? '', fired: event.status === 'firing', value: event.value }))
  const known = rules.flatMap((rule) => [
    ...(rule.fired_at ? [{ rule: rule.name, at: rule.fired_at, fired: true, value: undefined }] : []),
    ...(rule.resolved_at ? [{ rule: rule.name, at: rule.resolved_at, fired: false, value: undefined }] : []),
  ])
  const happened = [...heard, ...known.filter((one) => !heard.some((other) => other.rule === one.rule && other.fired === one.fired))]
    .filter((one) => one.at)
    .sort((a, b) => b.at.localeCompare(a.at))
  if (happened.length === 0) return <span className="quiet">{words.noHistory}</span>
  return happened.map((one) => {
    const kind = rules.find((rule) => rule.name === one.rule)?.kind ?? ''
    return (
      <div key={`${one.rule}${one.at}${one.fired}`} style={{ display: 'flex', gap: 8, padding: '4px 0', alignItems: 'center' }}>
        <Status status={one.fired ? words.wasFiring : words.wasResolved} tone={one.fired ? 'error' : 'success'} />
        <strong>{one.rule}</strong>
        {one.value !== undefined && <span className="num">{measureOf(kind, one.value)}</span>}
        <span className="spacer" />
        <span className="quiet">
          <Ago at={one.at} />
        </span>
      </div>
    )
  })
}
