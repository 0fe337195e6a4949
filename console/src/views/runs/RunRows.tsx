import { Button, Checkbox, Loader } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type Dispatch, type MouseEvent, type SetStateAction, useEffect, useMemo, useState } from 'react'
import type { Schemas } from '../../api/client'
import { type RunFilter, runPage } from '../../api/queries'
import { headed, lengthOf, sliceOf } from '../../model/blocks'
import { useNow } from '../../shell/Parts'
import { Empty, Trouble } from '../../shell/Troubles'
import { useWindow } from '../../shell/useWindow'
import { texts } from '../../texts'
import { Row, rowHeight } from './Row'

type Run = Schemas['OpsRun']
const ahead = 1_000
const overscan = 6

interface Props {
  filter: RunFilter
  isFiltered: boolean
  selected: ReadonlySet<string>
  select: Dispatch<SetStateAction<ReadonlySet<string>>>
}

/** Pages are fetched as they are scrolled to; what is new appears on top while the top is in sight. */
export function RunRows({ filter, isFiltered, selected, select }: Props) {
  const [box, setBox] = useState<HTMLDivElement | null>(null)
  const navigate = useNavigate()
  const now = useNow(30_000)
  const [atTop, setAtTop] = useState(true)
  const pages = useInfiniteQuery({
    queryKey: ['runpages', filter],
    queryFn: ({ pageParam }) => runPage(filter, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    // To compare all pages with themselves for each one that comes takes longer than a frame.
    structuralSharing: false,
  })
  const head = useQuery({
    queryKey: ['runs', 'head', filter],
    queryFn: () => runPage(filter),
    enabled: atTop && pages.isSuccess,
    structuralSharing: false,
  })
  const blocks = useMemo(
    () => headed(head.data?.runs ?? [], pages.data?.pages.map((page) => page.runs) ?? [], (run: Run) => run.run_id),
    [head.data, pages.data],
  )
  const count = lengthOf(blocks)
  const shown = useWindow(box, count, rowHeight, overscan)
  useEffect(() => setAtTop(shown.first === 0), [shown.first])
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && shown.end > count - ahead) void fetchNextPage()
  }, [shown.end, count, hasNextPage, isFetchingNextPage, fetchNextPage])

  if (pages.error) return <Trouble error={pages.error} retry={pages.refetch} />
  if (pages.isPending)
    return (
      <Empty text={texts.common.loading}>
        <Loader size="sm" />
      </Empty>
    )
  if (count === 0) {
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
  const slots = Math.max(1, shown.end - shown.first)
  const act = (event: MouseEvent) => {
    const run = (event.target as HTMLElement).closest<HTMLElement>('[data-run]')
    const id = run?.dataset.run
    if (!id) return
    if (run instanceof HTMLInputElement) return select((before) => toggled(before, id))
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    void navigate({ to: '/console/runs/$runId', params: { runId: id }, search: {} as never })
  }
  const all = count > 0 && count <= selected.size
  return (
    <div className="scroll sheet" ref={setBox} tabIndex={0} role="region" aria-label={texts.runs.list} data-testid="runs">
      <div className="head runcols">
        <Checkbox
          size="xs"
          aria-label={texts.runs.selectAll}
          checked={all}
          indeterminate={!all && selected.size > 0}
          onChange={() => select(all ? new Set() : new Set(blocks.flat().map((run) => run.run_id)))}
        />
        <span>{texts.common.status}</span>
        <span>{texts.common.graph}</span>
        <span className="wide">{texts.common.thread}</span>
        <span className="wide">{texts.common.run}</span>
        <span className="wide">{texts.runs.errorCode}</span>
        <span>{texts.common.started}</span>
        <span className="wide">{texts.common.took}</span>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: links and boxes in it are what is clicked; keys click them as well */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: links and boxes in it are what is clicked; keys click them as well */}
      <div className="rows" style={{ height: count * rowHeight }} onClick={(event) => act(event)}>
        {sliceOf(blocks, shown.first, shown.end).map((run, index) => {
          const place = shown.first + index
          // By slot and not by run: a row that leaves on one side comes back on the other with other words in it.
          return <Row key={place % slots} run={run} top={place * rowHeight} now={now} chosen={selected.has(run.run_id)} />
        })}
      </div>
    </div>
  )
}

function toggled(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(selected)
  if (!next.delete(id)) next.add(id)
  return next
}
