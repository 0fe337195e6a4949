import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ApiError } from '../../api/client'
import { inboxQuery } from '../../api/queries'
import { duration } from '../../model/timescale'
import { Ago, Status, short } from '../../shell/Parts'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { FeedbackList } from '../feedback/FeedbackList'
import { type Case, caseQuery, toneOf } from './queries'

/** One case: what it is about, where it stands, what was thought of it. */
export function CaseDetails({ thread }: { thread: string }) {
  const { data: row, error, refetch } = useQuery(caseQuery(thread))
  const { data: inbox } = useQuery(inboxQuery)
  if (error instanceof ApiError && error.status === 404) return <Empty text={texts.desk.unknown} />
  if (error) return <Trouble error={error} retry={refetch} />
  if (!row) return null
  const question = inbox?.find((ticket) => ticket.thread_id === thread)
  return (
    <article style={{ maxWidth: 680, display: 'grid', gap: 14 }} data-testid="case">
      <header style={{ display: 'flex', gap: 10, alignItems: 'center', flexWrap: 'wrap' }}>
        <h2 style={{ fontSize: '1.1rem' }}>{row.customer ?? thread}</h2>
        <Status status={row.status} tone={toneOf(row.status)} />
        {row.priority && <span className="chip warn">{row.priority}</span>}
        {row.category && <span className="chip">{row.category}</span>}
        {row.agent && <span className="chip accent">{row.agent}</span>}
        {row.person_asked && <span className="chip">{texts.desk.person}</span>}
      </header>
      <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
        {question && (
          <Button size="compact-sm" component={Link} to="/console/inbox" search={{ ticket: question.ticket } as never}>
            {texts.desk.answer}
          </Button>
        )}
        <Button size="compact-sm" variant="default" component={Link} to="/console/talk" search={{ assistant: row.graph, thread } as never}>
          {texts.desk.talk}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          renderRoot={(props) => (
            <Link {...props} to="/console/runs/$runId" params={{ runId: row.run_id as string }} search={{} as never} />
          )}
        >
          {texts.desk.run} {short(row.run_id ?? '')}
        </Button>
      </div>
      <Facts row={row} />
      <section className="card" aria-label={texts.desk.feedback}>
        <h2>{texts.desk.feedback}</h2>
        <FeedbackList thread={thread} />
      </section>
    </article>
  )
}

function Facts({ row }: { row: Case }) {
  const since = (at: string) => duration(Math.max(0, Date.parse(at) - Date.parse(row.opened_at ?? '')))
  const steps = [
    [texts.desk.answered, row.answered_at],
    [texts.desk.escalated, row.escalated_at],
    [texts.desk.resolved, row.resolved_at],
  ] as const
  return (
    <dl className="facts card" style={{ margin: 0 }}>
      <dt>{texts.common.thread}</dt>
      <dd className="mono">{row.thread_id}</dd>
      <dt>{texts.common.graph}</dt>
      <dd>{row.graph}</dd>
      <dt>{texts.desk.turns}</dt>
      <dd>{row.turns}</dd>
      <dt>{texts.desk.opened}</dt>
      <dd>
        <Ago at={row.opened_at ?? ''} />
      </dd>
      {steps.map(([label, at]) =>
        at ? (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd>
              <Ago at={at} /> <span className="quiet num">(+{since(at)})</span>
            </dd>
          </div>
        ) : null,
      )}
      {(row.reopened ?? 0) > 0 && (
        <>
          <dt>{texts.desk.reopened}</dt>
          <dd>{texts.desk.times(row.reopened ?? 0)}</dd>
        </>
      )}
      {row.escalation_reason && (
        <>
          <dt>{texts.desk.reason}</dt>
          <dd>{row.escalation_reason.replaceAll('_', ' ')}</dd>
        </>
      )}
      {row.summary && (
        <>
          <dt>{texts.desk.summary}</dt>
          <dd>{row.summary}</dd>
        </>
      )}
    </dl>
  )
}
