import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Status } from '../../shell/Parts'
import { texts } from '../../texts'
import { alertsQuery, alertTone, measureOf } from './queries'

/** What fires, for Home. */
export function AlertsCard() {
  const { data } = useQuery(alertsQuery)
  const loud = data?.filter((rule) => rule.status !== 'ok' && rule.status !== 'unknown') ?? []
  return (
    <section className="card c3" aria-label={texts.alerts.title}>
      <h2>
        <Link className="plain" to="/console/alerts">
          {texts.alerts.title}
        </Link>
      </h2>
      {data?.length === 0 && <span className="quiet">{texts.alerts.none}</span>}
      {data && data.length > 0 && loud.length === 0 && <Status status={texts.alerts.allWell} tone="success" />}
      {loud.slice(0, 6).map((rule) => (
        <div key={rule.name} style={{ display: 'flex', gap: 8, padding: '4px 0', alignItems: 'center' }}>
          <Status status={rule.status} tone={alertTone(rule.status)} />
          <span className="clip">{rule.name}</span>
          <span className="spacer" />
          <span className="num">{rule.value == null ? '' : measureOf(rule.kind, rule.value)}</span>
        </div>
      ))}
    </section>
  )
}
