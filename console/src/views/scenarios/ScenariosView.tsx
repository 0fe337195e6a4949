import { Button } from '@mantine/core'
import { IconCheck, IconLoader2, IconPlayerPlay, IconX } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { post, type Schemas } from '../../api/client'
import { assistantsQuery } from '../../api/queries'
import { duration } from '../../model/timescale'
import { Status } from '../../shell/Parts'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { useFold, useRun } from '../run/useRun'
import { type Scenario, scenarios } from './scenarios'

export default function ScenariosView() {
  const { data, error, refetch } = useQuery(assistantsQuery)
  if (error) return <Trouble error={error} retry={refetch} />
  const offered = scenarios.filter((scenario) => data?.some((one) => one.graph_id === scenario.graph))
  return (
    <div className="view">
      <div className="viewhead">
        <h1>{texts.scenarios.title}</h1>
        <span className="quiet">{texts.scenarios.text}</span>
      </div>
      {data && offered.length === 0 && <Empty text={texts.scenarios.none} />}
      <div style={{ display: 'grid', gap: 12, gridTemplateColumns: 'repeat(auto-fill, minmax(300px, 1fr))', alignItems: 'start' }}>
        {offered.map((scenario) => (
          <Card key={scenario.title} scenario={scenario} />
        ))}
      </div>
    </div>
  )
}

function Card({ scenario }: { scenario: Scenario }) {
  const [run, setRun] = useState<string>()
  const start = useMutation({
    mutationFn: () =>
      post<Schemas['RunBody']>(`/threads/scenario-${crypto.randomUUID?.() ?? performance.now()}/runs`, {
        assistant_id: scenario.graph,
        if_not_exists: 'create',
        input: scenario.input,
        metadata: { scenario: scenario.title },
      }),
    onSuccess: (started) => setRun(started.run_id),
  })
  return (
    <section className="card" aria-label={scenario.title}>
      <div style={{ display: 'flex', gap: 10, alignItems: 'flex-start' }}>
        <div style={{ flex: 1, minWidth: 0 }}>
          <strong>{scenario.title}</strong>
          <div className="quiet">{scenario.text}</div>
        </div>
        <Button
          size="compact-sm"
          variant={run ? 'default' : 'light'}
          leftSection={<IconPlayerPlay size={13} />}
          loading={start.isPending}
          onClick={() => start.mutate()}
          aria-label={`${run ? texts.scenarios.again : texts.scenarios.start}: ${scenario.title}`}
        >
          {run ? texts.scenarios.again : texts.scenarios.start}
        </Button>
      </div>
      {start.error && <Trouble error={start.error} />}
      {run && <Progress key={run} runId={run} />}
    </section>
  )
}

function Progress({ runId }: { runId: string }) {
  const { run, entries } = useRun(runId)
  const { whole } = useFold(entries, undefined, undefined)
  return (
    <div style={{ marginTop: 12 }}>
      <ol style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 4 }}>
        {whole.visits.map((visit) => (
          <li key={visit.id} style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
            {visit.status === 'success' ? (
              <IconCheck size={14} color="var(--ok)" aria-hidden />
            ) : visit.status === 'error' ? (
              <IconX size={14} color="var(--bad)" aria-hidden />
            ) : (
              <IconLoader2 size={14} color="var(--run)" aria-hidden />
            )}
            <span className="clip">{visit.node}</span>
            <span className="spacer" />
            <span className="quiet num">{visit.endedAt === undefined ? visit.status : duration(visit.endedAt - visit.startedAt)}</span>
          </li>
        ))}
      </ol>
      <div style={{ display: 'flex', gap: 10, alignItems: 'center', marginTop: 10 }}>
        {run.data && <Status status={run.data.status} />}
        <span className="spacer" />
        <Link to="/console/runs/$runId" params={{ runId }} search={{} as never}>
          {texts.scenarios.open}
        </Link>
      </div>
    </div>
  )
}
