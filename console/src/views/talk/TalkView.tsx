import { ActionIcon, Button, Select, Textarea, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconMessagePlus, IconPaperclip, IconPlayerStopFilled, IconSend2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { assistantsQuery, inboxQuery, rehearsedQuery, threadRunsQuery, threadStateQuery, threadsQuery, useSession } from '../../api/queries'
import { isData } from '../../model/saying'
import { runOfEach } from '../../model/turns'
import { Ago } from '../../shell/Parts'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { AnswerFeedback } from '../feedback/AnswerFeedback'
import { AnswerForm } from '../inbox/AnswerForm'
import { type Talk, useTalk } from './useTalk'

const route = getRouteApi('/console/talk')
const preferred = 'support_desk'
const largestFile = 200_000
const newThread = () => `talk-${(crypto.randomUUID?.() ?? `${performance.now()}`.replace('.', '')).slice(0, 13)}`

interface Said {
  type: string
  content: unknown
  name?: string
}

export default function TalkView() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const assistants = useQuery(assistantsQuery)
  const assistant =
    search.assistant ?? (assistants.data?.some((one) => one.graph_id === preferred) ? preferred : assistants.data?.[0]?.graph_id)
  useEffect(() => {
    if (!search.thread) void navigate({ search: (before) => ({ ...before, thread: newThread() }), replace: true })
  }, [search.thread, navigate])
  if (assistants.error) return <Trouble error={assistants.error} retry={assistants.refetch} />
  if (assistants.data?.length === 0) return <Empty text={texts.talk.noAssistants} />
  if (!assistant || !search.thread) return null
  return (
    <div className="view full">
      <h1 className="skip">{texts.talk.title}</h1>
      <div className="master">
        <div className="list" style={{ display: 'flex', flexDirection: 'column' }}>
          <div style={{ padding: 10, display: 'flex', gap: 6 }}>
            <Select
              size="xs"
              style={{ flex: 1 }}
              aria-label={texts.talk.assistant}
              allowDeselect={false}
              data={assistants.data?.map((one) => one.graph_id) ?? []}
              value={assistant}
              onChange={(next) => void navigate({ search: { assistant: next ?? undefined, thread: newThread() } })}
            />
            <Tooltip label={texts.talk.fresh}>
              <ActionIcon
                size={30}
                variant="default"
                aria-label={texts.talk.fresh}
                onClick={() => void navigate({ search: { assistant, thread: newThread() } })}
              >
                <IconMessagePlus size={16} />
              </ActionIcon>
            </Tooltip>
          </div>
          <Threads assistant={assistant} thread={search.thread} />
        </div>
        <Conversation key={search.thread} assistant={assistant} thread={search.thread} />
      </div>
    </div>
  )
}

function Threads({ assistant, thread }: { assistant: string; thread: string }) {
  const { data } = useQuery(threadsQuery)
  const mine = (data ?? []).filter((one) => (one.metadata as { graph_id?: string } | undefined)?.graph_id === assistant)
  if (mine.length === 0)
    return (
      <p className="quiet" style={{ padding: '0 14px' }}>
        {texts.talk.noThreads}
      </p>
    )
  return (
    <nav aria-label={texts.talk.threads} style={{ overflow: 'auto' }}>
      {mine.map((one) => (
        <Link
          key={one.thread_id}
          to="/console/talk"
          search={{ assistant, thread: one.thread_id }}
          className={one.thread_id === thread ? 'item chosen' : 'item'}
        >
          <div className="clip">{titleOf(one.values)}</div>
          <div className="quiet" style={{ display: 'flex', gap: 8, fontSize: '0.72rem' }}>
            <span className="clip">{one.status}</span>
            <span className="spacer" />
            {one.updated_at && <Ago at={one.updated_at} />}
          </div>
        </Link>
      ))}
    </nav>
  )
}

function titleOf(values: unknown): string {
  const first = (values as { messages?: Said[] } | null)?.messages?.find((message) => message.type === 'human')
  return typeof first?.content === 'string' ? first.content.slice(0, 80) : texts.talk.unnamed
}

function Conversation({ assistant, thread }: { assistant: string; thread: string }) {
  const { operates } = useSession()
  const state = useQuery(threadStateQuery(thread))
  const talk = useTalk(assistant, thread)
  const inbox = useQuery({ ...inboxQuery, enabled: operates })
  const runs = useQuery({ ...threadRunsQuery(thread), enabled: operates && Boolean(state.data) })
  const values = (state.data?.values ?? {}) as Record<string, unknown>
  const said = (Array.isArray(values.messages) ? values.messages : []) as Said[]
  const facts = talk.isBusy ? { ...values, ...talk.saying.facts } : values
  const asked = inbox.data?.filter((ticket) => ticket.thread_id === thread) ?? []
  const end = useRef<HTMLDivElement>(null)
  const written = talk.saying.parts.reduce((sum, part) => sum + part.text.length, 0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest words stay in sight
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' })
  }, [said.length, written, asked.length])
  const lastRun = talk.runId ?? runs.data?.[0]?.run_id
  const rehearsed = useQuery({ ...rehearsedQuery(lastRun ?? ''), enabled: operates && Boolean(lastRun) && !talk.isBusy })
  const heard = said.filter((message) => message.type === 'human' || message.type === 'ai')
  const begun = runs.data?.filter((run) => !run.edit && !run.hidden && !run.parent).map((run) => run.run_id) ?? []
  const runOf = runOfEach(heard, begun.reverse())
  return (
    <div className="talk">
      <Facts facts={facts} node={talk.isBusy ? talk.saying.node : undefined} run={lastRun} isRehearsed={rehearsed.data ?? false} />
      <div className="said" role="log" aria-label={texts.talk.title} tabIndex={0}>
        {heard.length === 0 && !talk.saying.asked && <Empty text={texts.talk.empty} />}
        {heard.map((message, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was said never moves
          <Turn key={index} message={message}>
            {operates && message.type === 'ai' && <AnswerFeedback thread={thread} run={runOf[index]} />}
          </Turn>
        ))}
        {talk.saying.asked && <Turn message={{ type: 'human', content: talk.saying.asked }} />}
        <Writing talk={talk} />
        {talk.isBroken && (
          <p className="turn quiet" role="status">
            {texts.talk.reconnecting}
          </p>
        )}
        {asked.map((ticket) => (
          <section key={ticket.ticket} className="turn card" aria-label={texts.talk.asks}>
            <h2>
              {texts.talk.asks}: {ticket.name}
            </h2>
            <pre className="json">{JSON.stringify(ticket.value, null, 2)}</pre>
            <AnswerForm ticket={ticket} done={() => void state.refetch()} />
          </section>
        ))}
        {talk.error !== undefined && <Trouble error={talk.error} />}
        <div ref={end} />
      </div>
      <Compose talk={talk} />
    </div>
  )
}

const chips = ['category', 'priority', 'status', 'current_agent'] as const

function Facts({ facts, node, run, isRehearsed }: { facts: Record<string, unknown>; node?: string; run?: string; isRehearsed: boolean }) {
  const reasoning = typeof facts.reasoning === 'string' ? facts.reasoning : ''
  return (
    <div className="bar" style={{ minHeight: 42 }}>
      {chips.map((name) =>
        typeof facts[name] === 'string' && facts[name] ? (
          <span key={name} className={name === 'current_agent' ? 'chip accent' : 'chip'}>
            {facts[name] as string}
          </span>
        ) : null,
      )}
      {isRehearsed && (
        <span className="chip warn" title={texts.common.rehearsalHint}>
          {texts.common.rehearsal}
        </span>
      )}
      {node && <span className="pill running">{node}</span>}
      <span className="quiet clip wide" style={{ flex: 1 }} title={reasoning}>
        {reasoning}
      </span>
      <span className="spacer" />
      {run && (
        <Link to="/console/runs/$runId" params={{ runId: run }} search={{} as never}>
          {texts.talk.openRun}
        </Link>
      )}
    </div>
  )
}

function Turn({ message, children }: { message: Said; children?: ReactNode }) {
  const isMine = message.type === 'human'
  return (
    <div className={isMine ? 'turn human' : 'turn ai'}>
      {!isMine && (
        <div className="who">
          <span className="chip accent">{message.name ?? 'assistant'}</span>
        </div>
      )}
      <div className="bubble">{typeof message.content === 'string' ? message.content : JSON.stringify(message.content)}</div>
      {children}
    </div>
  )
}

function Writing({ talk }: { talk: Talk }) {
  if (!talk.isBusy) return null
  return talk.saying.parts.map((part) =>
    isData(part.text) ? null : (
      <div className="turn ai" key={part.id} data-testid="streaming">
        <div className="who">
          <span className="chip accent">{part.agent}</span>
          {part.rehearsal && (
            <span className="chip warn" title={texts.common.rehearsalHint}>
              {texts.common.rehearsal}
            </span>
          )}
        </div>
        <div className="bubble caret">{part.text}</div>
      </div>
    ),
  )
}

function Compose({ talk }: { talk: Talk }) {
  const { runs } = useSession()
  const [text, setText] = useState('')
  const file = useRef<HTMLInputElement>(null)
  const send = () => {
    if (!text.trim() || talk.isBusy) return
    void talk.send(text.trim())
    setText('')
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    send()
  }
  const add = async (chosen: File | undefined) => {
    if (!chosen) return
    if (chosen.size > largestFile) return void notifications.show({ color: 'red', message: texts.talk.fileTooBig })
    const content = await chosen.text()
    setText((before) => `${before}${before ? '\n\n' : ''}${chosen.name}:\n${content}`)
  }
  return (
    <div className="compose">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <input ref={file} type="file" hidden aria-hidden tabIndex={-1} onChange={(event) => void add(event.currentTarget.files?.[0])} />
        <Tooltip label={texts.talk.file}>
          <ActionIcon size={36} variant="subtle" color="gray" aria-label={texts.talk.file} onClick={() => file.current?.click()}>
            <IconPaperclip size={18} />
          </ActionIcon>
        </Tooltip>
        <Textarea
          style={{ flex: 1 }}
          autosize
          minRows={1}
          maxRows={8}
          autoFocus
          aria-label={texts.talk.message}
          placeholder={texts.talk.placeholder}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKey}
          disabled={!runs}
        />
        {talk.isBusy ? (
          <Button variant="default" onClick={talk.stop} leftSection={<IconPlayerStopFilled size={14} />}>
            {texts.talk.stop}
          </Button>
        ) : (
          <Button type="submit" disabled={!text.trim() || !runs} leftSection={<IconSend2 size={15} />}>
            {texts.talk.send}
          </Button>
        )}
      </form>
    </div>
  )
}
