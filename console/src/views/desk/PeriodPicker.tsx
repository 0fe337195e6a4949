import { Select, TextInput } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import type { Period } from '../../model/periods'
import { texts } from '../../texts'

const route = getRouteApi('/console/desk')
const spans = [1, 7, 30, 90, 365]
const words = texts.analytics

/** Which days are looked at, and beside which others. All of it is in the address. */
export function PeriodPicker({ period, compare }: { period: Period; compare?: Period }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const set = (change: Partial<typeof search>) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const isChosen = search.from !== undefined
  return (
    <div style={{ display: 'flex', gap: 10, flexWrap: 'wrap', alignItems: 'flex-end', marginBottom: 14 }}>
      <Select
        size="xs"
        w={150}
        label={words.period}
        allowDeselect={false}
        data={[...spans.map((days) => ({ value: `${days}`, label: words.days(days) })), { value: 'chosen', label: words.custom }]}
        value={isChosen ? 'chosen' : `${search.days ?? 30}`}
        onChange={(value) =>
          value === 'chosen' ? set({ ...period, days: undefined }) : set({ from: undefined, to: undefined, days: Number(value) })
        }
      />
      {isChosen && <Days name="" period={period} set={({ from, to }) => set({ from, to })} />}
      <Select
        size="xs"
        w={150}
        label={words.compare}
        allowDeselect={false}
        data={[
          { value: 'none', label: words.noCompare },
          { value: 'before', label: words.before },
          { value: 'other', label: words.others },
        ]}
        value={search.compare ?? 'none'}
        onChange={(value) =>
          set({
            compare: value === 'none' ? undefined : (value as 'before' | 'other'),
            cfrom: value === 'other' ? (compare ?? period).from : undefined,
            cto: value === 'other' ? (compare ?? period).to : undefined,
          })
        }
      />
      {search.compare === 'other' && (
        <Days
          name={`${words.compare} `}
          period={{ from: search.cfrom ?? '', to: search.cto ?? '' }}
          set={({ from, to }) => set({ cfrom: from, cto: to })}
        />
      )}
      {compare && search.compare === 'before' && (
        <span className="quiet num">
          {compare.from} – {compare.to}
        </span>
      )}
    </div>
  )
}

const Days = ({ name, period, set }: { name: string; period: Period; set: (period: Period) => void }) => (
  <>
    <TextInput
      type="date"
      size="xs"
      label={`${name}${texts.common.from}`}
      value={period.from}
      onChange={(event) => set({ ...period, from: event.currentTarget.value })}
    />
    <TextInput
      type="date"
      size="xs"
      label={`${name}${texts.common.to}`}
      value={period.to}
      onChange={(event) => set({ ...period, to: event.currentTarget.value })}
    />
  </>
)
