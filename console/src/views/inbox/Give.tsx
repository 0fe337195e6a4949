import { Button, Popover, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, data, post, type Schemas } from '../../api/client'
import { useSession } from '../../api/queries'
import { Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { assigneeOf, isGivenByAnswer } from './giving'

type Ticket = Schemas['OpsTicket']

/** Gives a question to somebody. Where the graph knows of that itself it is told so; otherwise it is a note beside the question. */
export function Give({ ticket }: { ticket: Ticket }) {
  const client = useQueryClient()
  const { session } = useSession()
  const [opened, setOpened] = useState(false)
  const [name, setName] = useState('')
  const byAnswer = isGivenByAnswer(ticket)
  const give = useMutation({
    mutationFn: async (to: string | null) => {
      if (byAnswer)
        await post(`/ops/inbox/${ticket.ticket}`, {
          value: { action: 'assign', to, ...(session?.needs_key ? {} : { by: session?.name ?? 'local' }) },
        })
      else await data(api.PUT('/ops/inbox/{ticket}/assignee', { params: { path: { ticket: ticket.ticket } }, body: { to } as never }))
    },
    onSuccess: () => {
      setOpened(false)
      void client.invalidateQueries({ queryKey: ['inbox'] })
    },
  })
  const has = assigneeOf(ticket)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus withArrow shadow="md">
      <Popover.Target>
        <Button size="compact-xs" variant="default" data-key="g" onClick={() => setOpened(!opened)}>
          {has ?? texts.inbox.give}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={texts.inbox.giveTitle}>
        <form
          style={{ display: 'grid', gap: 8, width: 240 }}
          onSubmit={(event) => {
            event.preventDefault()
            give.mutate(name.trim())
          }}
        >
          <TextInput
            data-autofocus
            label={texts.inbox.who}
            description={byAnswer ? texts.inbox.giveDesk : texts.inbox.giveText}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {give.error && <Trouble error={give.error} />}
          <Button size="xs" type="submit" loading={give.isPending} disabled={!name.trim()}>
            {texts.inbox.give}
          </Button>
          {has && !byAnswer && (
            <Button size="xs" variant="subtle" color="gray" onClick={() => give.mutate(null)}>
              {texts.inbox.giveBack}
            </Button>
          )}
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
