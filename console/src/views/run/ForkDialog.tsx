import { Button, Modal } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useState } from 'react'
import { post, type Schemas } from '../../api/client'
import { foldJournal } from '../../model/journal/fold'
import type { Entry, Members } from '../../model/journal/run'
import { Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'

const JsonEditor = lazy(() => import('../../shell/JsonEditor'))

interface Props {
  runId: string
  thread: string
  assistant: string
  seq: number
  entries: Entry[]
  base?: Members
  close: () => void
}

/** A new run from a checkpoint of this one, with members of the state changed. */
export function ForkDialog({ runId, thread, assistant, seq, entries, base, close }: Props) {
  const state = useMemo(() => foldJournal(entries, seq, base).states.get('') ?? {}, [entries, seq, base])
  const [text, setText] = useState(() => JSON.stringify(state, null, 2))
  const navigate = useNavigate()
  const fork = useMutation({
    mutationFn: () => {
      const edited = JSON.parse(text) as Members
      const update = Object.fromEntries(
        Object.entries(edited).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(state[name])),
      )
      const order: Members = { assistant_id: assistant, checkpoint_id: `${runId}-${seq.toString(16).padStart(8, '0')}` }
      if (Object.keys(update).length > 0) order.command = { update }
      return post<Schemas['RunBody']>(`/threads/${encodeURIComponent(thread)}/runs`, order)
    },
    onSuccess: (run) => {
      close()
      void navigate({ to: '/console/runs/$runId', params: { runId: run.run_id }, search: {} as never })
    },
  })
  return (
    <Modal opened onClose={close} title={texts.run.forkTitle} size="lg" closeButtonProps={{ 'aria-label': texts.common.close }}>
      <p style={{ marginTop: 0 }}>{texts.run.forkText}</p>
      <Suspense fallback={texts.common.loading}>
        <JsonEditor value={text} change={setText} label={texts.run.state} />
      </Suspense>
      {fork.error && <Trouble error={fork.error} />}
      <Button mt="md" loading={fork.isPending} onClick={() => fork.mutate()}>
        {texts.run.forkGo}
      </Button>
    </Modal>
  )
}
