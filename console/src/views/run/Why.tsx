import { Button, JsonInput, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError, post, type Schemas } from '../../api/client'
import { explainQuery, useSession } from '../../api/queries'
import { Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'

type Reason = Schemas['Reason']
const placeless = ['pool_full', 'pool_unserved', 'overdue', 'server_gone']
const killed = 'BTN4303'
const quietCodes = ['ended', 'running', 'call']

/** Why the run stands where it stands, in words, each reason with the button that cures it. */
export function Why({ run, seq }: { run: Schemas['OpsRun']; seq: number }) {
  const { data } = useQuery(explainQuery(run.run_id, seq))
  const reasons = data?.reasons.filter((reason) => !quietCodes.includes(reason.code)) ?? []
  if (reasons.length === 0) return null
  return (
    <section
      className="bar"
      aria-label={texts.run.why}
      style={{ background: 'var(--wait-soft)', display: 'grid', gap: 6 }}
      data-testid="why"
    >
      {reasons.map((reason) => (
        <div key={reason.code + reason.text} style={{ display: 'flex', gap: 10, alignItems: 'center', flexWrap: 'wrap' }}>
          <strong>{reason.text}</strong>
          <span style={{ color: 'var(--ink)' }}>{reason.cure}</span>
          <Cure reason={reason} run={run} />
        </div>
      ))}
    </section>
  )
}

function Cure({ reason, run }: { reason: Reason; run: Schemas['OpsRun'] }) {
  const { operates } = useSession()
  const button = { size: 'compact-xs', variant: 'filled' } as const
  if (reason.code === 'person' || reason.code === 'breakpoint') {
    return reason.ticket ? (
      <Button {...button} component={Link} to="/console/inbox" search={{ ticket: reason.ticket } as never}>
        {texts.run.answerIt}
      </Button>
    ) : null
  }
  if (reason.run_id)
    return (
      <Button
        {...button}
        renderRoot={(props) => (
          <Link {...props} to="/console/runs/$runId" params={{ runId: reason.run_id as string }} search={{} as never} />
        )}
      >
        {texts.run.child}
      </Button>
    )
  if (placeless.includes(reason.code) || (reason.code === 'held' && reason.error_code !== killed))
    return (
      <Button {...button} component={Link} to="/console/health">
        {reason.code.startsWith('pool') ? texts.run.pools : texts.run.health}
      </Button>
    )
  if (reason.code === 'held')
    return (
      <Button {...button} component={Link} to="/console/cost">
        {texts.run.killSwitch}
      </Button>
    )
  if (!operates) return null
  if (reason.code === 'event') return <SignalButton run={run.run_id} />
  if (reason.code === 'failed' || reason.code === 'budget') return <RetryButton run={run.run_id} />
  return null
}

function RetryButton({ run }: { run: string }) {
  const navigate = useNavigate()
  const retry = useMutation({
    mutationFn: (repeat: boolean) => post<Schemas['OpsRepaired']>(`/ops/runs/${run}/retry`, repeat ? { repeat_calls: true } : {}),
    onSuccess: (repaired) =>
      repaired.new_run_id && void navigate({ to: '/console/runs/$runId', params: { runId: repaired.new_run_id }, search: {} as never }),
  })
  const asks = retry.error instanceof ApiError && retry.error.code === 'BTN6202'
  return (
    <>
      <Button size="compact-xs" loading={retry.isPending} onClick={() => retry.mutate(false)}>
        {texts.run.retry}
      </Button>
      <Modal opened={retry.isError} onClose={retry.reset} title={texts.run.retry} closeButtonProps={{ 'aria-label': texts.common.close }}>
        <Trouble error={retry.error} />
        {asks && (
          <Button color="red" onClick={() => retry.mutate(true)}>
            {texts.run.retry}
          </Button>
        )}
      </Modal>
    </>
  )
}

function SignalButton({ run }: { run: string }) {
  const [opened, setOpened] = useState(false)
  const [name, setName] = useState('')
  const [payload, setPayload] = useState('{}')
  const send = useMutation({
    mutationFn: () => post(`/ops/runs/${run}/signals`, { name, payload: JSON.parse(payload) }),
    onSuccess: () => {
      setOpened(false)
      notifications.show({ color: 'green', message: texts.inbox.taken })
    },
  })
  return (
    <>
      <Button size="compact-xs" onClick={() => setOpened(true)}>
        {texts.run.signal}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={texts.run.signal}
        closeButtonProps={{ 'aria-label': texts.common.close }}
      >
        <TextInput label={texts.run.signalName} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <JsonInput mt="sm" label={texts.run.signalPayload} autosize minRows={3} value={payload} onChange={setPayload} />
        {send.error && <Trouble error={send.error} />}
        <Button mt="md" loading={send.isPending} disabled={!name} onClick={() => send.mutate()}>
          {texts.run.signal}
        </Button>
      </Modal>
    </>
  )
}
