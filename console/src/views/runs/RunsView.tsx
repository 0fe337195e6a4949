import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { countsQuery, type RunFilter } from '../../api/queries'
import { number, Status } from '../../shell/Parts'
import { Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { Bulk } from './Bulk'
import { DearRuns } from './DearRuns'
import { Filters } from './Filters'
import { RunRows } from './RunRows'

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
            ? () =>
                set({
                  status: undefined,
                  graph: undefined,
                  pool: undefined,
                  code: undefined,
                  q: undefined,
                  since: undefined,
                  agent: undefined,
                  cost: undefined,
                })
            : undefined
        }
      />
      <Counts filter={filter} set={set} />
      {selected.size > 0 && <Bulk filter={filter} selected={selected} done={() => setSelected(new Set())} />}
      {filter.agent || filter.cost ? (
        <DearRuns filter={filter} />
      ) : (
        <RunRows filter={filter} isFiltered={isFiltered} selected={selected} select={setSelected} />
      )}
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
