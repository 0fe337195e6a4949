import { Button, Loader, Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { Schemas } from '../../api/client'
import { api, data } from '../../api/client'
import { filterOf, useSession } from '../../api/queries'
import { pieces } from '../../model/highlight'
import { Ago, short } from '../../shell/Parts'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'

const route = getRouteApi('/console/messages')
const directions = ['in', 'out', 'to_model', 'from_model', 'to_tool', 'from_tool', 'between']

/** Everything that was said, to be searched. */
export default function MessagesView() {
  const { operates } = useSession()
  const { q, thread, run, agent, direction, since } = route.useSearch()
  const filter = { q, thread, run, agent, direction, since: filterOf({ since }).since }
  const found = useInfiniteQuery({
    queryKey: ['messages', filter],
    queryFn: ({ pageParam }) => data(api.GET('/ops/messages', { params: { query: { ...filter, limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: operates,
  })
  const backlog = useQuery({
    queryKey: ['messages', 'backlog'],
    queryFn: () => data(api.GET('/ops/messages/backlog')),
    enabled: operates,
    retry: false,
  })
  if (!operates) return <Empty text={texts.common.noOperator} />
  const messages = found.data?.pages.flatMap((page) => page.messages) ?? []
  return (
    <div className="view full">
      <h1 className="skip">{texts.messages.title}</h1>
      <Filters key={`${q}${thread}${run}${agent}`} />
      <div className="scroll" role="region" aria-label={texts.messages.list} tabIndex={0} style={{ padding: '14px 20px' }}>
        {found.error && <Trouble error={found.error} retry={found.refetch} />}
        {found.isPending && (
          <Empty text={texts.common.loading}>
            <Loader size="sm" />
          </Empty>
        )}
        {(backlog.data?.runs ?? 0) > 0 && <p className="quiet">{texts.messages.backlog(backlog.data?.runs ?? 0)}</p>}
        {found.data && messages.length === 0 && (
          <Empty text={texts.messages.empty}>
            <span>{texts.messages.hint}</span>
          </Empty>
        )}
        {messages.map((message) => (
          <Message key={message.id} message={message} />
        ))}
        {found.hasNextPage && (
          <Button variant="subtle" fullWidth loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {texts.messages.more}
          </Button>
        )}
      </div>
    </div>
  )
}

function Filters() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [words, setWords] = useState({ q: search.q ?? '', thread: search.thread ?? '', run: search.run ?? '', agent: search.agent ?? '' })
  const set = (change: Partial<typeof search>) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const send = (event: FormEvent) => {
    event.preventDefault()
    set({
      q: words.q.trim() || undefined,
      thread: words.thread.trim() || undefined,
      run: words.run.trim() || undefined,
      agent: words.agent.trim() || undefined,
    })
  }
  const word = (name: keyof typeof words, label: string, width: number, isWide = true) => (
    <TextInput
      className={isWide ? 'wide' : undefined}
      size="xs"
      w={width}
      leftSection={name === 'q' ? <IconSearch size={14} aria-hidden /> : undefined}
      placeholder={label}
      aria-label={label}
      value={words[name]}
      onChange={(event) => {
        const { value } = event.currentTarget
        setWords((before) => ({ ...before, [name]: value }))
      }}
    />
  )
  return (
    <form className="bar" role="search" onSubmit={send}>
      {word('q', texts.messages.search, 260, false)}
      {word('thread', texts.messages.thread, 140)}
      {word('run', texts.messages.run, 140)}
      {word('agent', texts.messages.agent, 110)}
      <Select
        size="xs"
        w={125}
        clearable
        placeholder={texts.messages.direction}
        aria-label={texts.messages.direction}
        data={directions.map((name) => ({ value: name, label: name.replaceAll('_', ' ') }))}
        value={search.direction ?? null}
        onChange={(direction) => set({ direction: direction ?? undefined })}
      />
      <Select
        size="xs"
        w={125}
        clearable
        placeholder={texts.runs.anyTime}
        aria-label={texts.messages.since}
        data={[
          { value: 'hour', label: texts.runs.lastHour },
          { value: 'day', label: texts.runs.lastDay },
          { value: 'week', label: texts.runs.lastWeek },
        ]}
        value={search.since ?? null}
        onChange={(since) => set({ since: since ?? undefined })}
      />
      <Button size="xs" type="submit">
        {texts.nav.messages}
      </Button>
    </form>
  )
}

function Message({ message }: { message: Schemas['OpsMessage'] }) {
  return (
    <article className="msg" style={{ background: 'var(--surface)' }}>
      <header style={{ display: 'flex', gap: 8, alignItems: 'center', flexWrap: 'wrap' }}>
        <span className="chip accent">{message.agent ?? message.role}</span>
        <span className="chip">{message.direction.replaceAll('_', ' ')}</span>
        <span>{message.kind}</span>
        {message.node && <span className="wide">{message.node}</span>}
        <span className="spacer" />
        {message.thread_id && (
          <Link className="plain wide clip" to="/console/messages" search={{ thread: message.thread_id } as never}>
            {message.thread_id}
          </Link>
        )}
        <Link to="/console/runs/$runId" params={{ runId: message.run_id }} search={{ view: 'journal', at: message.seq } as never}>
          {message.graph} {short(message.run_id)}
        </Link>
        <Ago at={message.at} />
      </header>
      <div>
        {pieces(message.excerpt, message.highlights ?? []).map((piece, index) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never move
          piece.marked ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
        )}
      </div>
    </article>
  )
}
