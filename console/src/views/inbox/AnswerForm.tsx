import { Alert, Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { ApiError, post, type Schemas } from '../../api/client'
import { SchemaForm } from '../../shell/SchemaForm'
import { texts } from '../../texts'

type Ticket = Schemas['OpsTicket']

/** Answers a question. Who comes second is told so, and nothing of theirs is taken. */
export function AnswerForm({ ticket, done }: { ticket: Ticket; done?: () => void }) {
  const client = useQueryClient()
  // The same answer sent again, after a break of the connection, is the same answer.
  const key = useRef(crypto.randomUUID?.() ?? `${ticket.ticket}-${performance.now()}`)
  const answer = useMutation({
    mutationFn: (value: unknown) =>
      post<Schemas['OpsAnswered']>(`/ops/inbox/${ticket.ticket}`, { value }, { 'Idempotency-Key': `console/${key.current}` }),
    onSuccess: () => done?.(),
    onSettled: () => {
      key.current = crypto.randomUUID?.() ?? `${ticket.ticket}-${performance.now()}`
      void client.invalidateQueries({ queryKey: ['inbox'] })
    },
  })
  if (answer.isSuccess) return <Alert color="green" variant="light" role="status" title={texts.inbox.taken} />
  if (answer.error instanceof ApiError && (answer.error.status === 409 || answer.error.status === 404)) return <Gone />
  const isPlain = (ticket.schema as { type?: string } | null)?.type === 'boolean'
  // A question that only asks yes or no is answered by two buttons.
  return (
    <SchemaForm schema={ticket.schema} submit={(value) => answer.mutate(value)} error={answer.error}>
      {isPlain ? (
        <>
          <Button data-key="a" loading={answer.isPending} onClick={() => answer.mutate(true)}>
            {texts.inbox.accept}
          </Button>
          <Button data-key="r" variant="default" onClick={() => answer.mutate(false)}>
            {texts.inbox.reject}
          </Button>
        </>
      ) : (
        <Button type="submit" loading={answer.isPending}>
          {texts.inbox.send}
        </Button>
      )}
    </SchemaForm>
  )
}

export const Gone = () => (
  <Alert color="yellow" variant="light" role="alert" title={texts.inbox.gone} data-testid="gone">
    {texts.inbox.goneText}
  </Alert>
)
