import { IconCheck, IconX } from '@tabler/icons-react'
import { type CallSession, stages, stagesOf } from '../../model/call'
import { texts } from '../../texts'

/** The five stages, and where the call stands. */
export function Stages({ session, isBusy }: { session: CallSession | null | undefined; isBusy: boolean }) {
  const states = stagesOf(session)
  return (
    <ol className="stages" aria-label={texts.calls.progress} data-testid="stages">
      {stages.map((stage, index) => {
        const state = states[index] ?? 'ahead'
        return (
          <li
            key={stage}
            className={`stage ${state} ${state === 'current' && isBusy ? 'busy' : ''}`}
            data-state={state}
            aria-current={state === 'current' ? 'step' : undefined}
          >
            <span className="mark" aria-hidden>
              {state === 'done' ? <IconCheck size={13} /> : state === 'failed' ? <IconX size={13} /> : stage}
            </span>
            <span className="clip">{texts.calls.stages[index]}</span>
          </li>
        )
      })}
    </ol>
  )
}
