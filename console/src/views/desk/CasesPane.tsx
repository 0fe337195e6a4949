import { Button, Loader, Select, Switch, TextInput } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Ago, Status } from '../../shell/Parts'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { CaseDetails } from './CaseDetails'
import { type Case, type CaseFilter, casesQuery, statuses, toneOf } from './queries'

const route = getRouteApi('/console/desk')
const priorities = ['low', 'medium', 'high', 'critical']

/** Cases that fit, and the one that was chosen. */
export function CasesPane() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { status, graph, category, priority, agent, customer, active } = search
  const filter: CaseFilter = { status, graph, category, priority, agent, customer, active: active ? true : undefined }
  const cases = useInfiniteQuery(casesQuery(filter))
  const rows = cases.data?.pages.flatMap((page) => page.cases) ?? []
  const chosen = search.case ?? rows[0]?.thread_id
  return (
    <>
      <Filters
        filter={filter}
        set={(change) => void navigate({ search: (before) => ({ ...before, ...change, case: undefined }), replace: true })}
      />
      {cases.error && <Trouble error={cases.error} retry={cases.refetch} />}
      {cases.isPending && (
        <Empty text={texts.common.loading}>
          <Loader size="sm" />
        </Empty>
      )}
      {cases.data && rows.length === 0 && <Empty text={texts.desk.none} />}
      {rows.length > 0 && (
        <div className="master">
          <nav className="list" aria-label={texts.desk.list} data-testid="cases">
            {rows.map((row) => (
              <Item
                key={row.thread_id}
                row={row}
                isChosen={row.thread_id === chosen}
                choose={() => void navigate({ search: (before) => ({ ...before, case: row.thread_id }), replace: true })}
              />
            ))}
            {cases.hasNextPage && (
              <Button fullWidth variant="subtle" loading={cases.isFetchingNextPage} onClick={() => void cases.fetchNextPage()}>
                {texts.common.more}
              </Button>
            )}
          </nav>
          <div className="scroll" style={{ padding: 20 }}>
            {chosen ? <CaseDetails key={chosen} thread={chosen} /> : <Empty text={texts.desk.choose} />}
          </div>
        </div>
      )}
    </>
  )
}

function Item({ row, isChosen, choose }: { row: Case; isChosen: boolean; choose: () => void }) {
  return (
    <button type="button" className={isChosen ? 'item chosen' : 'item'} aria-pressed={isChosen} onClick={choose}>
      <div style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
        <strong className="clip">{row.customer ?? row.thread_id}</strong>
        <span className="spacer" />
        <Status status={row.status} tone={toneOf(row.status)} />
      </div>
      <div className="quiet" style={{ display: 'flex', gap: 8 }}>
        <span className="clip">{[row.category, row.priority, row.agent].filter(Boolean).join(' · ')}</span>
        <span className="spacer" />
        <Ago at={row.opened_at ?? ''} />
      </div>
    </button>
  )
}

function Filters({ filter, set }: { filter: CaseFilter; set: (change: Partial<CaseFilter>) => void }) {
  return (
    <div className="bar" role="search">
      <Select
        size="xs"
        w={165}
        clearable
        placeholder={texts.common.status}
        aria-label={texts.common.status}
        data={statuses.map((name) => ({ value: name, label: name.replaceAll('_', ' ') }))}
        value={filter.status ?? null}
        onChange={(status) => set({ status: status ?? undefined })}
      />
      <Select
        size="xs"
        w={120}
        clearable
        placeholder={texts.desk.priority}
        aria-label={texts.desk.priority}
        data={priorities}
        value={filter.priority ?? null}
        onChange={(priority) => set({ priority: priority ?? undefined })}
      />
      <Word label={texts.desk.category} value={filter.category} set={(category) => set({ category })} />
      <Word label={texts.common.agent} value={filter.agent} set={(agent) => set({ agent })} />
      <Word label={texts.desk.customer} value={filter.customer} set={(customer) => set({ customer })} />
      <Switch
        size="xs"
        label={texts.desk.onlyActive}
        checked={filter.active ?? false}
        onChange={(event) => set({ active: event.currentTarget.checked || undefined })}
      />
    </div>
  )
}

const Word = ({ label, value, set }: { label: string; value?: string; set: (value: string | undefined) => void }) => (
  <TextInput
    className="wide"
    size="xs"
    w={115}
    placeholder={label}
    aria-label={label}
    defaultValue={value ?? ''}
    key={value ?? ''}
    onBlur={(event) => event.currentTarget.value !== (value ?? '') && set(event.currentTarget.value || undefined)}
    onKeyDown={(event) => event.key === 'Enter' && set(event.currentTarget.value || undefined)}
  />
)
