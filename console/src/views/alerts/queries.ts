import { queryOptions } from '@tanstack/react-query'
import { api, data, type Schemas } from '../../api/client'
import { duration } from '../../model/timescale'
import { money, number, percent } from '../../shell/Parts'

export type Alert = Schemas['OpsAlert']

export const alertsQuery = queryOptions({
  queryKey: ['alerts'],
  queryFn: () => data(api.GET('/ops/alerts')),
  refetchInterval: 15_000,
})

/** A value of a rule in its unit. */
export function measureOf(kind: string, value: number): string {
  switch (kind) {
    case 'error_rate':
    case 'escalation_rate':
      return percent(value)
    case 'agent_latency':
    case 'queue_age':
      return duration(value * 1_000)
    case 'spend':
      return money(value)
    default:
      return number(value)
  }
}

export const alertTone = (status: string) => ({ firing: 'error', pending: 'waiting', ok: 'success' })[status] ?? 'idle'
