import { Button, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { assistantsQuery, poolsQuery, promptsQuery, type RunFilter } from '../../api/queries'
import { texts } from '../../texts'
import { SavedViews } from './SavedViews'

/** Which runs are meant; all of it is in the address. */
export function Filters({ filter, set, clear }: { filter: RunFilter; set: (change: Partial<RunFilter>) => void; clear?: () => void }) {
  const { data: assistants } = useQuery(assistantsQuery)
  const { data: pools } = useQuery(poolsQuery)
  const { data: prompts } = useQuery(promptsQuery)
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
        className="wide"
        size="xs"
        w={120}
        clearable
        searchable
        placeholder={texts.runs.agent}
        aria-label={texts.runs.agent}
        data={prompts?.map((one) => one.agent) ?? []}
        value={filter.agent ?? null}
        onChange={(agent) => set({ agent: agent ?? undefined })}
      />
      <TextInput
        className="wide"
        size="xs"
        w={80}
        inputMode="decimal"
        placeholder={texts.runs.minCost}
        aria-label={texts.runs.minCost}
        defaultValue={filter.cost ?? ''}
        key={`cost${filter.cost ?? ''}`}
        onBlur={(event) => set({ cost: Number(event.currentTarget.value) || undefined })}
        onKeyDown={(event) => event.key === 'Enter' && set({ cost: Number(event.currentTarget.value) || undefined })}
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
