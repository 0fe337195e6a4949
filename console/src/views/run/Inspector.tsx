import { Button, Loader } from '@mantine/core'
import { IconGitFork } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { callQuery } from '../../api/queries'
import { diffValues } from '../../model/diff'
import { foldJournal } from '../../model/journal/fold'
import type { Entry, Failure, Members, RunFold, Step, Visit } from '../../model/journal/run'
import { duration } from '../../model/timescale'
import { Json, money, number, Status } from '../../shell/Parts'
import { Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { Changes } from './Changes'

interface Props {
  runId: string
  fold: RunFold
  entries: Entry[]
  base?: Members
  visit?: Visit
  step?: Step
  choose: (visit: string | undefined, step?: number) => void
  fork?: (seq: number) => void
}

/** The one place that shows what was chosen in any of the panes. */
export function Inspector({ runId, fold, entries, base, visit, step, choose, fork }: Props) {
  if (visit && step) return <StepDetails runId={runId} visit={visit} step={step} back={() => choose(visit.id)} />
  if (visit) return <VisitDetails visit={visit} entries={entries} base={base} choose={choose} fork={fork} />
  return <RunDetails fold={fold} />
}

export const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="section">
    <h3>{title}</h3>
    {children}
  </section>
)

function Fault({ error }: { error: Failure }) {
  return (
    <Section title={texts.run.error}>
      <p style={{ margin: '0 0 6px', color: 'var(--bad)', fontWeight: 560 }}>{error.message}</p>
      <span className="mono">{error.code}</span> <span className="quiet">{error.type}</span>
    </Section>
  )
}

function RunDetails({ fold }: { fold: RunFold }) {
  return (
    <>
      {fold.error && <Fault error={fold.error} />}
      {fold.reason && <Section title={texts.runs.reason}>{fold.reason}</Section>}
      <Section title={texts.run.input}>
        <Json value={fold.input} label={texts.run.input} />
      </Section>
      {fold.output !== undefined && fold.output !== null && (
        <Section title={texts.run.output}>
          <Json value={fold.output} label={texts.run.output} />
        </Section>
      )}
      <Section title={texts.run.state}>
        <Json value={fold.states.get('') ?? {}} label={texts.run.state} />
      </Section>
      <p className="quiet" style={{ padding: '0 16px' }}>
        {texts.run.nothing}
      </p>
    </>
  )
}

function VisitDetails({
  visit,
  entries,
  base,
  choose,
  fork,
}: {
  visit: Visit
  entries: Entry[]
  base?: Members
  choose: Props['choose']
  fork?: (seq: number) => void
}) {
  const { after, changes } = useMemo(() => {
    if (visit.endSeq === undefined) return { after: undefined, changes: [] }
    const before = foldJournal(entries, visit.endSeq - 1, base).states.get(visit.path) ?? {}
    const then = foldJournal(entries, visit.endSeq, base).states.get(visit.path) ?? {}
    return { after: then, changes: visit.patch ? diffValues(before, then) : [] }
  }, [visit, entries, base])
  return (
    <>
      <div className="section" style={{ display: 'flex', alignItems: 'center', gap: 8, flexWrap: 'wrap' }}>
        <strong className="clip">{visit.id}</strong>
        <Status status={visit.status} />
        {visit.endedAt !== undefined && <span className="quiet num">{duration(visit.endedAt - visit.startedAt)}</span>}
        {visit.retries > 0 && (
          <span className="chip warn">
            {visit.retries} {texts.run.retries.toLowerCase()}
          </span>
        )}
        <div className="spacer" />
        {fork && visit.endSeq !== undefined && visit.path === '' && visit.status === 'success' && (
          <Button size="compact-xs" variant="light" leftSection={<IconGitFork size={13} />} onClick={() => fork(visit.endSeq as number)}>
            {texts.run.fork}
          </Button>
        )}
      </div>
      {visit.error && <Fault error={visit.error} />}
      {visit.steps.length > 0 && (
        <div className="section" style={{ padding: '6px 0' }}>
          {visit.steps.map((step) => (
            <button
              type="button"
              key={step.seq}
              className="item"
              style={{ border: 0, padding: '6px 16px', display: 'flex', gap: 8, alignItems: 'center' }}
              onClick={() => choose(visit.id, step.seq)}
            >
              <span className="chip">{step.kind}</span>
              <span className="clip">{step.name}</span>
              <span className="spacer" />
              <Status status={step.status} />
            </button>
          ))}
        </div>
      )}
      <Section title={texts.run.changes}>
        {changes.length > 0 ? <Changes changes={changes} /> : <span className="quiet">{texts.run.noChanges}</span>}
      </Section>
      {visit.guardrails.map((verdict) => (
        <Section key={verdict.name} title={`${texts.run.guardrails} · ${verdict.name}`}>
          <Verdict value={verdict.value} />
        </Section>
      ))}
      {after && (
        <Section title={texts.run.stateAfter}>
          <Json value={after} label={texts.run.stateAfter} />
        </Section>
      )}
    </>
  )
}

function Verdict({ value }: { value: unknown }) {
  const { guardrails = [], found = [] } = (value ?? {}) as { guardrails?: string[]; found?: unknown[] }
  return (
    <>
      {guardrails.map((name) => (
        <span key={name} className={found.length > 0 ? 'chip warn' : 'chip accent'} style={{ marginRight: 6 }}>
          {name} {found.length > 0 ? texts.run.guardrailsFound : texts.run.guardrailsPassed}
        </span>
      ))}
      {(found.length > 0 || guardrails.length === 0) && <Json value={found.length > 0 ? found : value} label={texts.run.guardrails} />}
    </>
  )
}

interface Answer {
  text?: string
  usage?: { input_tokens?: number; output_tokens?: number }
  cost_usd?: number
  latency_ms?: number
  model?: string
  rehearsal?: boolean
}

function StepDetails({ runId, visit, step, back }: { runId: string; visit: Visit; step: Step; back: () => void }) {
  const answer = step.kind === 'model' ? (step.result as Answer | undefined) : undefined
  const request = step.request as { agent?: string; model?: string; prompt_version?: string } | undefined
  return (
    <>
      <div className="section" style={{ display: 'flex', alignItems: 'center', gap: 8, flexWrap: 'wrap' }}>
        <button type="button" className="item" style={{ width: 'auto', border: 0, padding: 0, color: 'var(--accent)' }} onClick={back}>
          {visit.id}
        </button>
        <span className="quiet">/</span>
        <strong>{step.name}</strong>
        <Status status={step.status} />
        {answer?.rehearsal && (
          <span className="chip warn" title={texts.common.rehearsalHint}>
            {texts.common.rehearsal}
          </span>
        )}
      </div>
      <div className="section">
        <dl className="facts num">
          {request?.agent && (
            <>
              <dt>{texts.nav.agents}</dt>
              <dd>
                <Link to="/console/agents" search={{ agent: request.agent } as never}>
                  {request.agent}
                </Link>{' '}
                <span className="mono quiet">{request.prompt_version}</span>
              </dd>
            </>
          )}
          {(answer?.model ?? request?.model) && (
            <>
              <dt>Model</dt>
              <dd>{answer?.model ?? request?.model}</dd>
            </>
          )}
          {answer?.usage && (
            <>
              <dt>{texts.run.tokens}</dt>
              <dd>
                {number(answer.usage.input_tokens ?? 0)} → {number(answer.usage.output_tokens ?? 0)}
              </dd>
            </>
          )}
          {answer?.cost_usd !== undefined && (
            <>
              <dt>{texts.run.cost}</dt>
              <dd>{money(answer.cost_usd)}</dd>
            </>
          )}
          <dt>{texts.common.took}</dt>
          <dd>{step.endedAt === undefined ? '–' : duration(step.endedAt - step.startedAt)}</dd>
          <dt>{texts.run.attempts}</dt>
          <dd>{step.attempts}</dd>
          {step.child && (
            <>
              <dt>{texts.common.run}</dt>
              <dd>
                <Link to="/console/runs/$runId" params={{ runId: step.child }} search={{} as never}>
                  {step.child}
                </Link>
              </dd>
            </>
          )}
        </dl>
      </div>
      {step.error && <Fault error={step.error} />}
      {step.kind === 'model' && <Prompt runId={runId} seq={step.seq} />}
      {step.kind !== 'model' && step.request && (
        <Section title={texts.run.request}>
          <Json value={step.request} label={texts.run.request} />
        </Section>
      )}
      {step.result !== undefined && (
        <Section title={texts.run.answer}>
          <Json value={answer?.text ? answer.text : step.result} label={texts.run.answer} />
        </Section>
      )}
    </>
  )
}

function Prompt({ runId, seq }: { runId: string; seq: number }) {
  const { data: call, error, isPending } = useQuery(callQuery(runId, seq))
  if (isPending)
    return (
      <Section title={texts.run.prompt}>
        <Loader size="xs" />
      </Section>
    )
  if (error)
    return (
      <Section title={texts.run.prompt}>
        <Trouble error={error} />
      </Section>
    )
  return (
    <Section title={texts.run.prompt}>
      <p className="quiet" style={{ margin: '0 0 8px' }}>
        {call?.exact ? texts.run.promptExact : texts.run.promptInexact}
      </p>
      {call?.messages?.map((message, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages of a past call have no other name and never move
        <div className="msg" key={index}>
          <header>
            {message.type}
            {message.name ? ` · ${message.name}` : ''}
          </header>
          <div tabIndex={0} role="region" aria-label={message.type}>
            {message.content || JSON.stringify(message.tool_calls)}
          </div>
        </div>
      ))}
    </Section>
  )
}
