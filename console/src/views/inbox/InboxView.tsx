import { Loader, SegmentedControl } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { Schemas } from '../../api/client'
import { inboxQuery, useSession } from '../../api/queries'
import { duration } from '../../model/timescale'
import { Json, short, useNow } from '../../shell/Parts'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { AnswerForm, Gone } from './AnswerForm'
import { Give } from './Give'
import { assigneeOf } from './giving'

type Ticket = Schemas['OpsTicket']
const route = getRouteApi('/console/inbox')

/** Every question of every run to a person, oldest first. */
export default function InboxView() {
  const { operates, session } = useSession()
  const { ticket: wanted, whose } = route.useSearch()
  const navigate = route.useNavigate()
  const inbox = useQuery({ ...inboxQuery, enabled: operates })
  const tickets = (inbox.data ?? []).filter((one) =>
    whose === 'mine' ? assigneeOf(one) === session?.name : whose === 'nobody' ? assigneeOf(one) === undefined : true,
  )
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set())
  const listed = tickets.find((one) => one.ticket === wanted) ?? (wanted ? undefined : tickets[0])
  const kept = useRef<Ticket>(undefined)
  // A question that somebody else answers must not vanish under the hands of who is answering it.
  if (listed) kept.current = listed
  const chosen = listed ?? (kept.current?.ticket === wanted || !wanted ? kept.current : undefined)
  const choose = (ticket: string | undefined) => void navigate({ search: (before) => ({ ...before, ticket }), replace: true })
  const move = (by: number) => {
    const index = tickets.findIndex((one) => one.ticket === chosen?.ticket)
    const next = tickets[Math.min(tickets.length - 1, Math.max(0, index + by))]
    if (next) choose(next.ticket)
  }
  useHotkeys([
    ['j', () => move(1)],
    ['k', () => move(-1)],
    ['Enter', () => document.querySelector<HTMLElement>('#answer input, #answer textarea, #answer button')?.focus()],
    ['a', () => document.querySelector<HTMLElement>('#answer [data-key=a]')?.click()],
    ['r', () => document.querySelector<HTMLElement>('#answer [data-key=r]')?.click()],
    ['g', () => document.querySelector<HTMLElement>('[data-key=g]')?.click()],
  ])
  useEffect(() => {
    if (!wanted && chosen) void navigate({ search: (before) => ({ ...before, ticket: chosen.ticket }), replace: true })
  }, [wanted, chosen, navigate])

  if (!operates) return <Empty text={texts.common.noOperator} />
  if (inbox.error) return <Trouble error={inbox.error} retry={inbox.refetch} />
  if (inbox.isPending)
    return (
      <Empty text={texts.common.loading}>
        <Loader size="sm" />
      </Empty>
    )
  if (inbox.data.length === 0 && !chosen) {
    return (
      <Empty text={texts.inbox.empty}>
        <span>{texts.inbox.emptyText}</span>
      </Empty>
    )
  }
  return (
    <div className="view full">
      <h1 className="skip">{texts.inbox.title}</h1>
      <div className="master">
        <nav className="list" aria-label={texts.inbox.list}>
          <SegmentedControl
            size="xs"
            fullWidth
            m={8}
            aria-label={texts.inbox.whose}
            value={whose ?? 'all'}
            onChange={(next) =>
              void navigate({ search: { whose: next === 'all' ? undefined : (next as 'mine'), ticket: undefined }, replace: true })
            }
            data={[
              { value: 'all', label: texts.common.all },
              { value: 'mine', label: texts.inbox.mine },
              { value: 'nobody', label: texts.inbox.nobodys },
            ]}
          />
          {tickets.length === 0 && (
            <p className="quiet" style={{ padding: '0 14px' }}>
              {texts.inbox.noneOfThese}
            </p>
          )}
          {tickets.map((ticket) => (
            <button
              key={ticket.ticket}
              type="button"
              className={ticket.ticket === chosen?.ticket ? 'item chosen' : 'item'}
              aria-pressed={ticket.ticket === chosen?.ticket}
              onClick={() => choose(ticket.ticket)}
            >
              <div style={{ display: 'flex', gap: 8 }}>
                <strong className="clip">{ticket.name ?? ticket.visit}</strong>
                <span className="spacer" />
                <Age ticket={ticket} />
              </div>
              <div className="quiet" style={{ display: 'flex', gap: 8 }}>
                <span className="clip">{preview(ticket.value)}</span>
                <span className="spacer" />
                {assigneeOf(ticket) && <span className="chip accent">{assigneeOf(ticket)}</span>}
              </div>
            </button>
          ))}
        </nav>
        <div className="scroll" style={{ padding: 20 }}>
          {chosen ? (
            <Question
              key={chosen.ticket}
              ticket={chosen}
              isGone={!listed && !answered.has(chosen.ticket)}
              done={() => setAnswered((before) => new Set(before).add(chosen.ticket))}
            />
          ) : (
            <Empty text={wanted ? texts.inbox.gone : texts.inbox.choose} />
          )}
        </div>
      </div>
    </div>
  )
}

const preview = (value: unknown) =>
  typeof value === 'string'
    ? value
    : Object.values((value as object) ?? {})
        .filter((one) => typeof one !== 'object')
        .join(' · ')

const soon = 3_600_000

function Age({ ticket }: { ticket: Ticket }) {
  const now = useNow(5_000)
  const late = ticket.deadline ? Date.parse(ticket.deadline) - now : undefined
  return late === undefined ? (
    <span className="quiet num">{duration(Math.max(0, now - Date.parse(ticket.created_at ?? '')))}</span>
  ) : (
    <span className={late < soon ? 'chip bad num' : 'chip warn num'} title={new Date(ticket.deadline ?? '').toLocaleString()}>
      {late <= 0 ? texts.inbox.overdue : `${texts.inbox.deadline} ${duration(late)}`}
    </span>
  )
}

function Question({ ticket, isGone, done }: { ticket: Ticket; isGone: boolean; done: () => void }) {
  return (
    <article style={{ maxWidth: 620, display: 'grid', gap: 16 }}>
      <header style={{ display: 'flex', gap: 10, alignItems: 'center', flexWrap: 'wrap' }}>
        <h2 style={{ fontSize: '1.1rem' }}>{ticket.name ?? texts.inbox.question}</h2>
        <span className="chip">{ticket.visit}</span>
        {ticket.deadline && <Age ticket={ticket} />}
        <span className="quiet num">
          {texts.inbox.age} <Waited ticket={ticket} />
        </span>
        <span className="spacer" />
        {!isGone && <Give ticket={ticket} />}
        <Link to="/console/runs/$runId" params={{ runId: ticket.run_id }} search={{} as never}>
          {texts.inbox.open} <span className="mono">{short(ticket.run_id)}</span>
        </Link>
      </header>
      <Asked value={ticket.value} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only hands the keyboard back from the form to the list */}
      <div id="answer" onKeyDown={(event) => event.key === 'Escape' && (document.activeElement as HTMLElement | null)?.blur()}>
        {isGone ? <Gone /> : <AnswerForm ticket={ticket} done={done} />}
      </div>
      <p className="quiet wide" style={{ margin: 0, fontSize: '0.74rem' }}>
        {texts.inbox.keys}
      </p>
    </article>
  )
}

function Waited({ ticket }: { ticket: Ticket }) {
  const now = useNow(5_000)
  return duration(Math.max(0, Math.floor((now - Date.parse(ticket.created_at ?? '')) / 1_000) * 1_000))
}

function Asked({ value }: { value: unknown }) {
  const members = value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : undefined
  if (!members) return <Json value={value} label={texts.inbox.question} />
  return (
    <dl className="facts card" style={{ margin: 0 }}>
      {members.map(([name, one]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name.replaceAll('_', ' ')}</dt>
          <dd>{typeof one === 'object' ? <Json value={one} label={name} /> : String(one)}</dd>
        </div>
      ))}
    </dl>
  )
}
