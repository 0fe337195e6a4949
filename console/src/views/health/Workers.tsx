import { useQuery } from '@tanstack/react-query'
import { errorOf } from '../../api/client'
import { Ago } from '../../shell/Parts'
import { Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'

/** Which outside workers ask for tasks, by the worker protocol's own report. */
export function Workers() {
  const { data, error, refetch } = useQuery({
    queryKey: ['workers'],
    queryFn: async () => {
      const response = await fetch('/api/tasks/queue/polldata/all')
      if (!response.ok) throw await errorOf(response)
      return (await response.json()) as { queueName: string; domain?: string; workerId: string; lastPollTime: number }[]
    },
    refetchInterval: 5_000,
  })
  return (
    <section className="card c4" aria-label={texts.health.workers}>
      <h2>{texts.health.workers}</h2>
      {error && <Trouble error={error} retry={refetch} />}
      {data?.length === 0 && <span className="quiet">{texts.health.noWorkers}</span>}
      {data?.map((one) => (
        <div key={one.queueName + one.domain + one.workerId} style={{ display: 'flex', gap: 8, padding: '4px 0' }}>
          <span className="chip">{one.queueName}</span>
          <span className="clip">{one.workerId}</span>
          <span className="spacer" />
          <span className="quiet">
            {texts.health.polled} <Ago at={new Date(one.lastPollTime).toISOString()} />
          </span>
        </div>
      ))}
    </section>
  )
}
