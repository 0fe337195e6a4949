import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post, type Schemas } from '../../api/client'
import { filterOf, type RunFilter } from '../../api/queries'
import { number } from '../../shell/Parts'
import { Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'

const most = 1_000

interface Props {
  filter: RunFilter
  selected: ReadonlySet<string>
  done: () => void
}

/** What is to be done for many runs: those that were selected, or all that fit the filter. */
export function Bulk({ filter, selected, done }: Props) {
  const [isWhole, setWhole] = useState(false)
  const { status, ...rest } = filterOf(filter)
  const conditions = Object.fromEntries(Object.entries({ ...rest, status: status?.split(',') }).filter(([, value]) => value !== undefined))
  const canBeWhole = Object.keys(conditions).length > 0
  const [order, setOrder] = useState<'cancel' | 'retry'>()
  const [reason, setReason] = useState('')
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: (verb: 'cancel' | 'retry') =>
      post<Schemas['OpsBulkResult']>(`/ops/runs/${verb}`, {
        ...(isWhole ? { filter: conditions, limit: most } : { ids: [...selected].slice(0, most) }),
        ...(verb === 'cancel' && reason ? { reason } : {}),
      }),
    onSuccess: (result) => {
      const refused = result.results.filter((item) => item.outcome === 'refused')
      notifications.show({
        message: texts.runs.done(result.results.length - refused.length, refused.length),
        color: refused.length ? 'yellow' : 'green',
      })
      void client.invalidateQueries({ queryKey: ['runs'] })
      void client.invalidateQueries({ queryKey: ['counts'] })
      setOrder(undefined)
      done()
    },
  })
  return (
    <div className="bar" role="toolbar" aria-label={texts.runs.selected}>
      <Checkbox size="xs" checked onChange={done} label={`${number(selected.size)} ${texts.runs.selected}`} />
      <Button size="compact-xs" variant="default" onClick={() => setOrder('retry')}>
        {texts.runs.retry}
      </Button>
      <Button size="compact-xs" color="red" variant="light" onClick={() => setOrder('cancel')}>
        {texts.runs.cancel}
      </Button>
      <Modal
        opened={order !== undefined}
        onClose={() => setOrder(undefined)}
        title={order === 'cancel' ? texts.runs.cancel : texts.runs.retry}
        closeButtonProps={{ 'aria-label': texts.common.close }}
      >
        <p>{order === 'cancel' ? texts.runs.confirmCancel : texts.runs.confirmRetry}</p>
        {order === 'cancel' && (
          <TextInput label={texts.runs.reason} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        )}
        {canBeWhole && (
          <Checkbox
            mt="sm"
            size="xs"
            checked={isWhole}
            onChange={(event) => setWhole(event.currentTarget.checked)}
            label={texts.runs.wholeFilter}
          />
        )}
        {act.error && <Trouble error={act.error} />}
        <Button mt="md" color={order === 'cancel' ? 'red' : undefined} loading={act.isPending} onClick={() => order && act.mutate(order)}>
          {order === 'cancel' ? texts.runs.cancel : texts.runs.retry}
          {isWhole ? '' : ` (${number(selected.size)})`}
        </Button>
      </Modal>
    </div>
  )
}
