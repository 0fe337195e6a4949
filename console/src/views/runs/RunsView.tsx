import { ActionIcon, Button, Checkbox, Menu, Modal, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconBookmark, IconSearch, IconTrash, IconX } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { post, type Schemas } from '../../api/client'
import { assistantsQuery, countsQuery, poolsQuery, type RunFilter } from '../../api/queries'
import { number, Status } from '../../shell/Parts'
import { Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { RunRows } from './RunRows'
import { readViews, type SavedView, writeViews } from './savedViews'

const route = getRouteApi('/console/runs')

export default function RunsView() {
  const filter = route.useSearch() as RunFilter
  const navigate = route.useNavigate()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const set = (change: Partial<RunFilter>) => {
    setSelected(new Set())
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  }
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  return (
    <div className="view full">
      <h1 className="skip">{texts.runs.title}</h1>
      <Filters
        filter={filter}
        set={set}
        clear={
          isFiltered
            ? () => set({ status: undefined, graph: undefined, pool: undefined, code: undefined, q: undefined, since: undefined })
            : undefined
        }
      />
      <Counts filter={filter} set={set} />
      {selected.size > 0 && <Bulk selected={selected} done={() => setSelected(new Set())} />}
      <RunRows filter={filter} isFiltered={isFiltered} selected={selected} select={setSelected} />
    </div>
  )
}

function Filters({ filter, set, clear }: { filter: RunFilter; set: (change: Partial<RunFilter>) => void; clear?: () => void }) {
  const { data: assistants } = useQuery(assistantsQuery)
  const { data: pools } = useQuery(poolsQuery)
  const [word, setWord] = useState(filter.q ?? '')
  useEffect(() => setWord(filter.q ?? ''), [filter.q])
  const search = useDebouncedCallback((q: string) => set({ q: q || undefined }), 300)
  return (
    <div className="bar" role="search">
      <TextInput
        size="xs"
        w={230}
        leftSection={<IconSearch size={14} aria-hidden />}
        placeholder={texts.runs.search}
        aria-label={texts.runs.search}
        value={word}
        onChange={(event) => {
          setWord(event.currentTarget.value)
          search(event.currentTarget.value)
        }}
      />
      <Select
        size="xs"
        w={150}
        clearable
        placeholder={texts.runs.anyGraph}
        aria-label={texts.common.graph}
        data={assistants?.map((one) => one.graph_id) ?? []}
        value={filter.graph ?? null}
        onChange={(graph) => set({ graph: graph ?? undefined })}
      />
      <Select
        className="wide"
        size="xs"
        w={120}
        clearable
        placeholder={texts.runs.anyPool}
        aria-label={texts.common.pool}
        data={pools?.map((one) => one.pool) ?? []}
        value={filter.pool ?? null}
        onChange={(pool) => set({ pool: pool ?? undefined })}
      />
      <Select
        size="xs"
        w={130}
        clearable
        placeholder={texts.runs.anyTime}
        aria-label={texts.common.started}
        data={[
          { value: 'hour', label: texts.runs.lastHour },
          { value: 'day', label: texts.runs.lastDay },
          { value: 'week', label: texts.runs.lastWeek },
        ]}
        value={filter.since ?? null}
        onChange={(since) => set({ since: since ?? undefined })}
      />
      <TextInput
        className="wide"
        size="xs"
        w={110}
        placeholder={texts.runs.errorCode}
        aria-label={texts.runs.errorCode}
        defaultValue={filter.code ?? ''}
        key={filter.code ?? ''}
        onBlur={(event) => set({ code: event.currentTarget.value || undefined })}
        onKeyDown={(event) => event.key === 'Enter' && set({ code: event.currentTarget.value || undefined })}
      />
      {clear && (
        <Button size="xs" variant="subtle" color="gray" leftSection={<IconX size={13} />} onClick={clear}>
          {texts.common.clear}
        </Button>
      )}
      <div className="spacer" />
      <SavedViews />
    </div>
  )
}

function Counts({ filter, set }: { filter: RunFilter; set: (change: Partial<RunFilter>) => void }) {
  const { status, ...rest } = filter
  const { data, error, refetch } = useQuery(countsQuery(rest))
  if (error) return <Trouble error={error} retry={refetch} />
  const counts = Object.entries((data?.counts ?? {}) as Record<string, number>).filter(([name, count]) => count > 0 || status === name)
  const most = data?.most ?? Number.POSITIVE_INFINITY
  const shown = (count: number) => `${number(count)}${count >= most ? '+' : ''}`
  return (
    <div className="bar" style={{ paddingBlock: 7, minHeight: 40 }}>
      <Button
        size="compact-xs"
        variant={status ? 'subtle' : 'light'}
        color="gray"
        onClick={() => set({ status: undefined })}
        aria-pressed={!status}
      >
        {texts.common.all} {shown(counts.reduce((sum, [, count]) => sum + count, 0))}
      </Button>
      {counts.map(([name, count]) => (
        <Button
          key={name}
          size="compact-xs"
          variant={status === name ? 'light' : 'subtle'}
          color="gray"
          onClick={() => set({ status: status === name ? undefined : name })}
          aria-pressed={status === name}
        >
          <Status status={name} />
          <span className="num" style={{ marginLeft: 6 }}>
            {shown(count)}
          </span>
        </Button>
      ))}
    </div>
  )
}

function Bulk({ selected, done }: { selected: ReadonlySet<string>; done: () => void }) {
  const [order, setOrder] = useState<'cancel' | 'retry'>()
  const [reason, setReason] = useState('')
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: (verb: 'cancel' | 'retry') =>
      post<Schemas['OpsBulkResult']>(`/ops/runs/${verb}`, {
        ids: [...selected].slice(0, 1_000),
        ...(verb === 'cancel' && reason ? { reason } : {}),
      }),
    onSuccess: (result) => {
      const refused = result.results.filter((item) => item.outcome === 'refused')
      notifications.show({
        message: texts.runs.done(result.results.length - refused.length, refused.length),
        color: refused.length ? 'yellow' : 'green',
      })
      void client.invalidateQueries({ queryKey: ['runs'] })
      void client.invalidateQueries({ queryKey: ['counts'] })
      setOrder(undefined)
      done()
    },
  })
  return (
    <div className="bar" role="toolbar" aria-label={texts.runs.selected}>
      <Checkbox size="xs" checked onChange={done} label={`${number(selected.size)} ${texts.runs.selected}`} />
      <Button size="compact-xs" variant="default" onClick={() => setOrder('retry')}>
        {texts.runs.retry}
      </Button>
      <Button size="compact-xs" color="red" variant="light" onClick={() => setOrder('cancel')}>
        {texts.runs.cancel}
      </Button>
      <Modal
        opened={order !== undefined}
        onClose={() => setOrder(undefined)}
        title={order === 'cancel' ? texts.runs.cancel : texts.runs.retry}
        closeButtonProps={{ 'aria-label': texts.common.close }}
      >
        <p>{order === 'cancel' ? texts.runs.confirmCancel : texts.runs.confirmRetry}</p>
        {order === 'cancel' && (
          <TextInput label={texts.runs.reason} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        )}
        {act.error && <Trouble error={act.error} />}
        <Button mt="md" color={order === 'cancel' ? 'red' : undefined} loading={act.isPending} onClick={() => order && act.mutate(order)}>
          {order === 'cancel' ? texts.runs.cancel : texts.runs.retry} ({number(selected.size)})
        </Button>
      </Modal>
    </div>
  )
}

function SavedViews() {
  const navigate = route.useNavigate()
  const [views, setViews] = useState(readViews)
  const [name, setName] = useState('')
  const keep = (next: SavedView[]) => setViews(writeViews(next))
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconBookmark size={14} />}>
          {texts.runs.views}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {views.map((view) => (
          <div key={view.name} style={{ display: 'flex', alignItems: 'center' }}>
            <Menu.Item
              closeMenuOnClick
              onClick={() => void navigate({ search: Object.fromEntries(new URLSearchParams(view.search)) as never })}
            >
              {view.name}
            </Menu.Item>
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label={`${texts.runs.removeView} ${view.name}`}
              onClick={() => keep(views.filter((other) => other !== view))}
            >
              <IconTrash size={13} />
            </ActionIcon>
          </div>
        ))}
        <form
          style={{ display: 'flex', gap: 6, padding: 6 }}
          onSubmit={(event) => {
            event.preventDefault()
            if (name.trim()) keep([...views.filter((view) => view.name !== name.trim()), { name: name.trim(), search: location.search }])
            setName('')
          }}
        >
          <TextInput
            size="xs"
            placeholder={texts.runs.viewName}
            aria-label={texts.runs.viewName}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button size="xs" type="submit">
            {texts.runs.saveView}
          </Button>
        </form>
      </Menu.Dropdown>
    </Menu>
  )
}
