import { Button, Modal, TagsInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, data } from '../../api/client'
import { killQuery, useSession } from '../../api/queries'
import { Ago } from '../../shell/Parts'
import { Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'

interface Order {
  all?: boolean
  graphs?: string[]
  agents?: string[]
  models?: string[]
  reason?: string
}

/** Whether model calls go out, and how to stop them. */
export function KillSwitch() {
  const { administers } = useSession()
  const client = useQueryClient()
  const { data: state, error, refetch } = useQuery(killQuery)
  const [opened, setOpened] = useState(false)
  const put = useMutation({
    mutationFn: (order: Order) => data(api.PUT('/ops/kill-switch', { body: order as never })),
    onSuccess: () => {
      setOpened(false)
      void client.invalidateQueries({ queryKey: ['kill'] })
    },
  })
  if (error) return <Trouble error={error} retry={refetch} />
  const named = [...(state?.graphs ?? []), ...(state?.agents ?? []), ...(state?.models ?? [])]
  const isThrown = Boolean(state?.all) || named.length > 0
  return (
    <section className="card" aria-label={texts.cost.killSwitch} style={isThrown ? { borderColor: 'var(--bad)' } : undefined}>
      <h2>{texts.cost.killSwitch}</h2>
      <p style={{ margin: '0 0 8px', fontWeight: 620, color: isThrown ? 'var(--bad)' : 'var(--ok)' }}>
        {isThrown ? texts.cost.stopped : texts.cost.calls_on}
      </p>
      {isThrown && (
        <p className="quiet">
          {named.join(', ')} {state?.reason} {state?.by && `${texts.cost.by_} ${state.by}`} {state?.since && <Ago at={state.since} />}
        </p>
      )}
      {state?.configured && <p style={{ color: 'var(--bad)' }}>{texts.cost.configured}</p>}
      <p className="quiet" style={{ marginTop: 0 }}>
        {texts.cost.killText}
      </p>
      {administers ? (
        isThrown ? (
          <Button size="xs" loading={put.isPending} onClick={() => put.mutate({})}>
            {texts.cost.release}
          </Button>
        ) : (
          <Button size="xs" color="red" variant="light" onClick={() => setOpened(true)}>
            {texts.cost.killAll} …
          </Button>
        )
      ) : (
        <span className="quiet">{texts.cost.admin}</span>
      )}
      {opened && <Confirm close={() => setOpened(false)} error={put.error} isPending={put.isPending} go={(order) => put.mutate(order)} />}
    </section>
  )
}

function Confirm({ close, go, error, isPending }: { close: () => void; go: (order: Order) => void; error: unknown; isPending: boolean }) {
  const [word, setWord] = useState('')
  const [reason, setReason] = useState('')
  const [agents, setAgents] = useState<string[]>([])
  const [graphs, setGraphs] = useState<string[]>([])
  const some = agents.length + graphs.length > 0
  return (
    <Modal opened onClose={close} title={texts.cost.killSwitch} closeButtonProps={{ 'aria-label': texts.common.close }}>
      <p style={{ marginTop: 0 }}>{texts.cost.killConfirm}</p>
      <div style={{ display: 'grid', gap: 10 }}>
        <TagsInput label={`${texts.cost.killSome}: ${texts.nav.agents}`} value={agents} onChange={setAgents} />
        <TagsInput label={`${texts.cost.killSome}: ${texts.nav.graphs}`} value={graphs} onChange={setGraphs} />
        <TextInput label={texts.cost.killReason} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <TextInput label={texts.cost.killWord} value={word} onChange={(event) => setWord(event.currentTarget.value)} />
        {error !== null && error !== undefined && <Trouble error={error} />}
        <Button
          color="red"
          disabled={word !== texts.cost.killWord}
          loading={isPending}
          onClick={() => go({ ...(some ? { agents, graphs } : { all: true }), ...(reason ? { reason } : {}) })}
        >
          {some ? texts.cost.killSome : texts.cost.killAll}
        </Button>
      </div>
    </Modal>
  )
}
