import { Autocomplete, Button, Textarea, TextInput } from '@mantine/core'
import { IconSend2 } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { useSession } from '../../api/queries'
import type { CallSession } from '../../model/call'
import { texts } from '../../texts'
import { intents, prepared } from './intents'
import type { CallTurn } from './useCall'

interface Props {
  session: CallSession | null | undefined
  isBusy: boolean
  say: (turn: CallTurn) => Promise<void>
}

/** What the caller says next. Who calls is asked once; the intent may be left to the server. */
export function SayForm({ session, isBusy, say }: Props) {
  const { runs } = useSession()
  const [account, setAccount] = useState('ACC-1')
  const [eci, setEci] = useState('ECI-1')
  const [intent, setIntent] = useState('')
  const [text, setText] = useState('')
  const stage = Number(session?.current_flow_id ?? 1)
  // Something to say is at hand at every stage.
  useEffect(() => setText(prepared[stage - 1] ?? ''), [stage])
  const isFirst = !session
  const send = () => {
    if (!text.trim() || isBusy) return
    void say({
      account_id: session?.account_id ?? account,
      eci: session?.eci ?? eci,
      input_message: text.trim(),
      ...(intent.trim() ? { intent: intent.trim() } : {}),
    })
    setIntent('')
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    send()
  }
  return (
    <div className="compose">
      <form
        style={{ flexWrap: 'wrap' }}
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        {isFirst && (
          <>
            <TextInput
              size="xs"
              w={110}
              label={texts.calls.account}
              value={account}
              onChange={(event) => setAccount(event.currentTarget.value)}
            />
            <TextInput size="xs" w={110} label={texts.calls.eci} value={eci} onChange={(event) => setEci(event.currentTarget.value)} />
          </>
        )}
        <Autocomplete
          size="xs"
          w={170}
          label={texts.calls.intent}
          placeholder={texts.calls.recognise}
          data={intents[stage - 1] ?? []}
          value={intent}
          onChange={setIntent}
        />
        <Textarea
          style={{ flex: 1, minWidth: 180 }}
          autosize
          minRows={1}
          maxRows={6}
          label={texts.talk.message}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKey}
          disabled={!runs}
        />
        <Button type="submit" loading={isBusy} disabled={!text.trim() || !runs} leftSection={<IconSend2 size={15} />}>
          {texts.calls.say}
        </Button>
      </form>
    </div>
  )
}
