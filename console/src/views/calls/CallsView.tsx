import { Button, TextInput } from '@mantine/core'
import { IconPhonePlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useSession } from '../../api/queries'
import { type CallSession, type CallStep, type Heard, saidIn } from '../../model/call'
import { Ago, Json } from '../../shell/Parts'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { SayForm } from './SayForm'
import { Stages } from './Stages'
import { sessionOf, useCall } from './useCall'

const route = getRouteApi('/console/calls')
const newCall = () => `CALL-${(crypto.randomUUID?.() ?? `${performance.now()}`.replace('.', '')).slice(0, 8)}`

/** Places a call and watches it go through its stages. */
export default function CallsView() {
  const { offers } = useSession()
  const { call } = route.useSearch()
  const navigate = route.useNavigate()
  const client = useQueryClient()
  const [other, setOther] = useState('')
  // The server knows nothing of a call before its first turn, and is not asked.
  const fresh = useCallback(
    (replace: boolean) => {
      const id = newCall()
      client.setQueryData(sessionOf(id).queryKey, null)
      void navigate({ search: { call: id }, replace })
    },
    [client, navigate],
  )
  useEffect(() => {
    if (!call) fresh(true)
  }, [call, fresh])
  if (!offers('/orchestrate')) return <Empty text={texts.calls.none} />
  if (!call) return null
  return (
    <div className="view full">
      <div className="bar">
        <h1>{texts.calls.title}</h1>
        <span className="mono">{call}</span>
        <span className="spacer" />
        <form
          className="wide"
          onSubmit={(event) => {
            event.preventDefault()
            if (other.trim()) void navigate({ search: { call: other.trim() } })
            setOther('')
          }}
        >
          <TextInput
            size="xs"
            w={180}
            aria-label={texts.calls.goOn}
            placeholder={texts.calls.goOn}
            value={other}
            onChange={(event) => setOther(event.currentTarget.value)}
          />
        </form>
        <Button size="xs" variant="default" leftSection={<IconPhonePlus size={14} />} onClick={() => fresh(false)}>
          {texts.calls.fresh}
        </Button>
      </div>
      <Call key={call} call={call} />
    </div>
  )
}

function Call({ call }: { call: string }) {
  const session = useQuery(sessionOf(call))
  const turn = useCall(call)
  const end = useRef<HTMLDivElement>(null)
  const steps = session.data?.steps ?? []
  // Browsers whose scrolling returns a promise would have it taken for the effect's end.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest words stay in sight
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' })
  }, [steps.length, turn.heard.text.length])
  return (
    <div className="talk">
      <Stages session={session.data} isBusy={turn.isBusy} />
      <div className="said" role="log" aria-label={texts.calls.title} tabIndex={0}>
        {session.error && <Trouble error={session.error} retry={session.refetch} />}
        {session.data === null && !turn.isBusy && <Empty text={texts.calls.empty} />}
        {steps.map((step) => (
          <Step key={`${step.timestamp}${step.intent_flow_id}${step.intent}`} step={step} />
        ))}
        {turn.isBusy && <Under heard={turn.heard} />}
        {turn.error !== undefined && <Trouble error={turn.error} />}
        {session.data?.is_complete && <Complete session={session.data} />}
        <div ref={end} />
      </div>
      {!session.data?.is_complete && <SayForm session={session.data} isBusy={turn.isBusy} say={turn.say} />}
    </div>
  )
}

function Step({ step }: { step: CallStep }) {
  const isFailed = step.response_status === 'error'
  return (
    <>
      <div className="turn human">
        <div className="bubble">{step.input_message}</div>
      </div>
      <div className="turn ai">
        <div className="who">
          <span className="chip">
            {step.intent_flow_id} {texts.calls.stages[Number(step.intent_flow_id) - 1]}
          </span>
          <span className="chip accent">{step.intent}</span>
          {isFailed && <span className="chip warn">{texts.calls.failed}</span>}
          <span className="mono quiet clip">{step.a2a_agent_url}</span>
          <span className="spacer" />
          <Ago at={step.timestamp} />
        </div>
        <div className="bubble">{saidIn(step.response_data)}</div>
      </div>
    </>
  )
}

const Under = ({ heard }: { heard: Heard & { asked?: string } }) => (
  <>
    <div className="turn human">
      <div className="bubble">{heard.asked}</div>
    </div>
    <div className="turn ai" data-testid="streaming">
      <div className="who">
        {heard.stage !== undefined && (
          <span className="chip">
            {heard.stage} {texts.calls.stages[heard.stage - 1]}
          </span>
        )}
        {heard.intent && <span className="chip accent">{heard.intent}</span>}
        {heard.agent && <span className="chip">{heard.agent}</span>}
      </div>
      <div className="bubble caret">{heard.text}</div>
    </div>
  </>
)

function Complete({ session }: { session: CallSession }) {
  return (
    <section className="turn card" aria-label={texts.calls.complete} data-testid="complete">
      <h2>{texts.calls.complete}</h2>
      <p style={{ marginTop: 0 }}>
        <Link to="/console/runs" search={{ q: session.call_identify_id } as never}>
          {texts.calls.runs}
        </Link>
      </p>
      <details>
        <summary>{texts.calls.trail}</summary>
        <Json value={session} label={texts.calls.trail} />
      </details>
    </section>
  )
}
