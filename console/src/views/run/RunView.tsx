import { Button, Loader, Menu, SegmentedControl, Slider, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCopy, IconDots, IconDownload, IconGitFork, IconPlayerStop, IconRefresh } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useState } from 'react'
import { ApiError, errorOf, post } from '../../api/client'
import { useSession } from '../../api/queries'
import { asCsharp, asCurl, asReplayTest } from '../../model/copy'
import { nodeHeat } from '../../model/journal/heat'
import type { RunFold } from '../../model/journal/run'
import { nodeOf } from '../../model/journal/visits'
import { duration } from '../../model/timescale'
import { Copy, money, number, Status, short } from '../../shell/Parts'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { AgainDialog } from './AgainDialog'
import { ForkDialog } from './ForkDialog'
import { Inspector } from './Inspector'
import { JournalPane } from './JournalPane'
import { TimelinePane } from './TimelinePane'
import { TreePane } from './TreePane'
import { useFold, useRun } from './useRun'
import { Why } from './Why'

const GraphPane = lazy(() => import('./GraphPane').then((module) => ({ default: module.GraphPane })))
const route = getRouteApi('/console/runs/$runId')
const endings = ['success', 'error', 'cancelled', 'timeout']

export default function RunView() {
  const { runId } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { run, journal, entries } = useRun(runId)
  const { whole, shown, base } = useFold(entries, search.at, run.data?.thread_id)
  const [fork, setFork] = useState<number>()
  const [again, setAgain] = useState(false)
  const set = (change: Partial<typeof search>) => void navigate({ search: (before) => ({ ...before, ...change }), replace: 'at' in change })
  const states = useMemo(() => heatOf(shown), [shown])
  const taken = useMemo(() => waysOf(shown), [shown])
  if (run.error instanceof ApiError && run.error.status === 404)
    return (
      <Empty text={texts.run.unknown}>
        <Button component={Link} to="/console/runs" variant="default">
          {texts.nav.runs}
        </Button>
      </Empty>
    )
  if (run.error && !run.data) return <Trouble error={run.error} retry={run.refetch} />
  if (!run.data || journal.isPending)
    return (
      <Empty text={texts.common.loading}>
        <Loader size="sm" />
      </Empty>
    )

  const view = search.view ?? 'graph'
  const visit = shown.visits.find((one) => one.id === search.visit)
  const choose = (id: string | undefined, step?: number) => set({ visit: id, step })
  const chooseNode = (node: string) => choose(shown.visits.findLast((one) => one.node === node)?.id)
  return (
    <div className="view full" data-testid="run">
      <div className="bar">
        <h1 style={{ display: 'flex', gap: 10, alignItems: 'center', fontSize: '0.95rem' }}>
          {run.data.graph}
          <span className="quiet" style={{ fontWeight: 400 }}>
            v{run.data.version}
          </span>
        </h1>
        <Status status={run.data.status} />
        <span className="mono quiet wide" title={runId}>
          {short(runId)}
        </span>
        <Copy value={runId} label={`${texts.common.copy} ${texts.common.run}`} />
        <Facts fold={shown} />
        <div className="spacer" />
        <Actions
          runId={runId}
          status={run.data.status}
          assistant={run.data.assistant}
          thread={run.data.thread_id}
          fold={whole}
          again={() => setAgain(true)}
        />
      </div>
      <Why run={run.data} seq={entries.at(-1)?.seq ?? 0} />
      <div className="bar" style={{ paddingBlock: 6 }}>
        <SegmentedControl
          size="xs"
          aria-label={texts.run.title}
          value={view}
          onChange={(next) => set({ view: next as typeof view })}
          data={[
            { value: 'graph', label: texts.run.graph },
            { value: 'timeline', label: texts.run.timeline },
            { value: 'tree', label: texts.run.tree },
            { value: 'journal', label: texts.run.journal },
          ]}
        />
        <Scrub value={search.at} last={entries.at(-1)?.seq ?? 1} set={(at) => set({ at })} />
      </div>
      <div className="split">
        <div style={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}>
          {view === 'graph' && (
            <Suspense fallback={<Empty text={texts.common.loading} />}>
              <GraphPane graph={run.data.graph} states={states} taken={taken} chosen={visit?.node} choose={chooseNode} />
            </Suspense>
          )}
          {view === 'timeline' && <TimelinePane fold={shown} chosen={search.visit} step={search.step} choose={choose} />}
          {view === 'tree' && <TreePane fold={shown} chosen={search.visit} step={search.step} choose={choose} />}
          {view === 'journal' && <JournalPane entries={entries} until={search.at} go={(at) => set({ at })} />}
        </div>
        <aside className="side" aria-label={texts.run.inspector} tabIndex={0}>
          <Inspector
            runId={runId}
            fold={shown}
            entries={entries}
            base={base}
            visit={visit}
            step={visit?.steps.find((one) => one.seq === search.step)}
            choose={choose}
            fork={run.data.thread_id ? setFork : undefined}
          />
        </aside>
      </div>
      {fork !== undefined && run.data.thread_id && (
        <ForkDialog
          runId={runId}
          thread={run.data.thread_id}
          assistant={run.data.assistant}
          seq={fork}
          entries={entries}
          base={base}
          close={() => setFork(undefined)}
        />
      )}
      {again && <AgainDialog assistant={run.data.assistant} input={whole.input} close={() => setAgain(false)} />}
    </div>
  )
}

function heatOf(fold: RunFold) {
  const states = new Map(
    [...nodeHeat(fold)].map(([node, heat]) => [
      node,
      { status: heat.status as string, note: heat.visits > 1 ? `×${heat.visits}` : heat.ms >= 1 ? duration(heat.ms) : undefined },
    ]),
  )
  if (fold.startedAt !== undefined) states.set('__start__', { status: 'success', note: undefined })
  if (fold.status === 'success') states.set('__end__', { status: 'success', note: undefined })
  return states
}

function waysOf(fold: RunFold): ReadonlySet<string> {
  const ways = new Set<string>()
  const first = fold.visits[0]
  if (first) ways.add(`__start__→${first.node}`)
  for (const visit of fold.visits) {
    if (!visit.next) continue
    const prefix = visit.path ? `${nodeOf(visit.path)}/` : ''
    ways.add(`${visit.node}→${visit.next === '__end__' && !prefix ? visit.next : prefix + visit.next}`)
  }
  return ways
}

function Facts({ fold }: { fold: RunFold }) {
  const took = fold.startedAt === undefined ? undefined : (fold.endedAt ?? fold.lastAt) - fold.startedAt
  return (
    <span className="quiet num wide runfacts">
      {took !== undefined && <span>{duration(took)}</span>}
      {fold.totals.modelCalls > 0 && (
        <span>
          {number(fold.totals.inputTokens + fold.totals.outputTokens)} {texts.run.tokens.toLowerCase()} · {money(fold.totals.costUsd)}
        </span>
      )}
      {fold.totals.retries > 0 && (
        <span>
          {fold.totals.retries} {texts.run.retries.toLowerCase()}
        </span>
      )}
    </span>
  )
}

function Scrub({ value, last, set }: { value: number | undefined; last: number; set: (at: number | undefined) => void }) {
  const at = Math.min(value ?? last, last)
  return (
    <div style={{ display: 'flex', alignItems: 'center', gap: 10, flex: 1, minWidth: 160 }}>
      <Slider
        style={{ flex: 1, maxWidth: 520 }}
        size="sm"
        thumbLabel={texts.run.scrub}
        label={(seq) => `${seq}`}
        min={1}
        max={Math.max(last, 2)}
        value={at}
        onChange={(next) => set(next >= last ? undefined : next)}
      />
      <span className="num quiet" data-testid="moment">
        {number(at)} {texts.run.of} {number(last)}
      </span>
      {value !== undefined && (
        <Button size="compact-xs" variant="light" onClick={() => set(undefined)}>
          {texts.run.now}
        </Button>
      )}
    </div>
  )
}

interface ActionsProps {
  runId: string
  status: string
  assistant: string
  thread?: string | null
  fold: RunFold
  again: () => void
}

function Actions({ runId, status, assistant, thread, fold, again }: ActionsProps) {
  const { runs, operates } = useSession()
  const client = useQueryClient()
  const cancel = useMutation({
    mutationFn: () => post(`/runs/${runId}/cancel`, {}),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['run', runId] }),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  })
  const source = { runId, assistant, thread, fold, origin: location.origin }
  const copy = (text: string) => {
    void navigator.clipboard.writeText(text)
    notifications.show({ message: texts.common.copied })
  }
  const history = useMutation({
    mutationFn: async () => {
      const response = await fetch(`/ops/runs/${runId}/history`)
      if (!response.ok) throw await errorOf(response)
      return response.text()
    },
    onSuccess: (text) => copy(asReplayTest(source, text)),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  })
  return (
    <div style={{ display: 'flex', gap: 6 }}>
      {runs && !endings.includes(status) && (
        <Button
          size="xs"
          variant="light"
          color="red"
          leftSection={<IconPlayerStop size={14} />}
          loading={cancel.isPending}
          onClick={() => cancel.mutate()}
        >
          {texts.run.cancel}
        </Button>
      )}
      {runs && (
        <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={again}>
          {texts.run.again}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Tooltip label={texts.common.more}>
            <Button size="xs" variant="default" px={8} aria-label={texts.common.more}>
              <IconDots size={15} />
            </Button>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} to="/console/compare" search={{ a: runId } as never} leftSection={<IconGitFork size={14} />}>
            {texts.run.compare}
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={14} />} onClick={() => copy(asCurl(source))}>
            {texts.run.copyCurl}
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={14} />} onClick={() => copy(asCsharp(source))}>
            {texts.run.copyCsharp}
          </Menu.Item>
          {operates && (
            <>
              <Menu.Item leftSection={<IconCopy size={14} />} onClick={() => history.mutate()}>
                {texts.run.copyTest}
              </Menu.Item>
              <Menu.Item
                component="a"
                href={`/ops/runs/${runId}/history`}
                download={`${runId}.json`}
                leftSection={<IconDownload size={14} />}
              >
                {texts.run.saveHistory}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
