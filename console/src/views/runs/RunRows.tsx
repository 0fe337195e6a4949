import { Button, Checkbox, Loader } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useEffect, useMemo, useRef, useState } from 'react'
import type { Schemas } from '../../api/client'
import { type RunFilter, runPage } from '../../api/queries'
import { duration } from '../../model/timescale'
import { ago, Status, short, useNow } from '../../shell/Parts'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'

type Run = Schemas['OpsRun']
const rowHeight = 34
const ahead = 120

interface Props {
  filter: RunFilter
  isFiltered: boolean
  selected: ReadonlySet<string>
  select: (selected: ReadonlySet<string>) => void
}

/** Pages are fetched as they are scrolled to; what is new appears on top while the top is in sight. */
export function RunRows({ filter, isFiltered, selected, select }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const navigate = useNavigate()
  const [atTop, setAtTop] = useState(true)
  const now = useNow(30_000)
  const pages = useInfiniteQuery({
    queryKey: ['runpages', filter],
    queryFn: ({ pageParam }) => runPage(filter, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })
  const head = useQuery({ queryKey: ['runs', 'head', filter], queryFn: () => runPage(filter), enabled: atTop && pages.isSuccess })
  const runs = useMemo(() => merge(head.data?.runs ?? [], pages.data?.pages.flatMap((page) => page.runs) ?? []), [head.data, pages.data])
  const rows = useVirtualizer({ count: runs.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 12 })
  const items = rows.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last > runs.length - ahead) void fetchNextPage()
  }, [last, runs.length, hasNextPage, isFetchingNextPage, fetchNextPage])

  if (pages.error) return <Trouble error={pages.error} retry={pages.refetch} />
  if (pages.isPending)
    return (
      <Empty text={texts.common.loading}>
        <Loader size="sm" />
      </Empty>
    )
  if (runs.length === 0) {
    return isFiltered ? (
      <Empty text={texts.runs.empty}>
        <Button size="xs" variant="default" onClick={() => void navigate({ to: '/console/runs', search: {} as never })}>
          {texts.runs.emptyDo}
        </Button>
      </Empty>
    ) : (
      <Empty text={texts.runs.noRuns}>
        <Button size="xs" component={Link} to="/console/talk">
          {texts.home.emptyDo}
        </Button>
      </Empty>
    )
  }
  const all = runs.length > 0 && runs.length <= selected.size
  return (
    <div
      className="scroll sheet"
      ref={box}
      tabIndex={0}
      role="region"
      aria-label={texts.runs.list}
      data-testid="runs"
      onScroll={(event) => setAtTop(event.currentTarget.scrollTop < 4)}
    >
      <div className="head runcols">
        <Checkbox
          size="xs"
          aria-label={texts.runs.selectAll}
          checked={all}
          indeterminate={!all && selected.size > 0}
          onChange={() => select(all ? new Set() : new Set(runs.map((run) => run.run_id)))}
        />
        <span>{texts.common.status}</span>
        <span>{texts.common.graph}</span>
        <span className="wide">{texts.common.thread}</span>
        <span className="wide">{texts.common.run}</span>
        <span className="wide">{texts.runs.errorCode}</span>
        <span>{texts.common.started}</span>
        <span className="wide">{texts.common.took}</span>
      </div>
      <div className="rows" style={{ height: rows.getTotalSize() }}>
        {items.map((item) => {
          const run = runs[item.index] as Run
          return (
            <Row
              key={run.run_id}
              run={run}
              top={item.start}
              now={now}
              chosen={selected.has(run.run_id)}
              toggle={() => select(toggled(selected, run.run_id))}
            />
          )
        })}
      </div>
    </div>
  )
}

const Row = memo(
  function Row({ run, top, now, chosen, toggle }: { run: Run; top: number; now: number; chosen: boolean; toggle: () => void }) {
    const created = Date.parse(run.created_at ?? '')
    const ended = run.status === 'success' || run.status === 'error' || run.status === 'cancelled' || run.status === 'timeout'
    return (
      <div className={chosen ? 'row runcols chosen' : 'row runcols'} style={{ height: rowHeight, transform: `translateY(${top}px)` }}>
        <input type="checkbox" aria-label={`${texts.runs.select} ${run.run_id}`} checked={chosen} onChange={toggle} />
        <span>
          <Status status={run.status} />
        </span>
        <Link
          className="plain clip"
          style={{ fontWeight: 560 }}
          to="/console/runs/$runId"
          params={{ runId: run.run_id }}
          search={{} as never}
          preload={false}
        >
          {run.graph} <span className="quiet">v{run.version}</span>
        </Link>
        <span className="clip mono quiet wide">{run.thread_id ? short(run.thread_id) : '–'}</span>
        <span className="clip mono quiet wide">{short(run.run_id)}</span>
        <span className="clip mono wide" style={{ color: 'var(--bad)' }}>
          {run.error_code}
        </span>
        <span className="num quiet clip" title={run.created_at}>
          {ago(now - created)}
        </span>
        <span className="num quiet wide">{duration(Math.max(0, (ended ? Date.parse(run.updated_at ?? '') : now) - created))}</span>
      </div>
    )
  },
  (before, after) => before.run === after.run && before.top === after.top && before.chosen === after.chosen && before.now === after.now,
)

/** New ones first; of those that both have, the newer word. */
function merge(head: Run[], pages: Run[]): Run[] {
  if (head.length === 0) return pages
  const first = new Set(head.map((run) => run.run_id))
  return [...head, ...pages.filter((run) => !first.has(run.run_id))]
}

function toggled(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(selected)
  if (!next.delete(id)) next.add(id)
  return next
}
