import { Button, Modal } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { post, type Schemas } from '../../api/client'
import { Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'

const JsonEditor = lazy(() => import('../../shell/JsonEditor'))

/** A new run, on no thread, with the same or another input. */
export function AgainDialog({ assistant, input, close }: { assistant: string; input: unknown; close: () => void }) {
  const [text, setText] = useState(() => JSON.stringify(input ?? {}, null, 2))
  const navigate = useNavigate()
  const start = useMutation({
    mutationFn: () => post<Schemas['RunBody']>('/runs', { assistant_id: assistant, input: JSON.parse(text) }),
    onSuccess: (run) => {
      close()
      void navigate({ to: '/console/runs/$runId', params: { runId: run.run_id }, search: {} as never })
    },
  })
  return (
    <Modal opened onClose={close} title={texts.run.againTitle} size="lg" closeButtonProps={{ 'aria-label': texts.common.close }}>
      <p style={{ marginTop: 0 }}>{texts.run.againText}</p>
      <Suspense fallback={texts.common.loading}>
        <JsonEditor value={text} change={setText} label={texts.run.input} />
      </Suspense>
      {start.error && <Trouble error={start.error} />}
      <Button mt="md" loading={start.isPending} onClick={() => start.mutate()}>
        {texts.common.start}
      </Button>
    </Modal>
  )
}
