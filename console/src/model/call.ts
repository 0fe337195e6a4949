import type { SseEvent } from '../api/sse'

/** A step of a call, as `GET /session/{id}` tells it. */
export interface CallStep {
  intent_flow_id: number
  intent: string
  input_message: string
  a2a_agent_url?: string | null
  response_status: string
  response_data?: unknown
  timestamp: string
}

/** A call; the server's session. */
export interface CallSession {
  call_identify_id: string
  account_id?: string | null
  eci?: string | null
  current_flow_id?: number | null
  completed_flows: number[]
  is_complete: boolean
  steps: CallStep[]
}

/** What a turn came to. */
export interface TurnResult {
  intent_flow_id?: number
  intent?: string
  status: string
  response?: string
  next_flow_id?: number | null
  is_complete?: boolean
}

export const stages = [1, 2, 3, 4, 5] as const
export type StageState = 'done' | 'current' | 'failed' | 'ahead'

/** How each of the five stages stands. A stage whose last step failed has failed until another step of it succeeds. */
export function stagesOf(session: CallSession | null | undefined): StageState[] {
  const completed = new Set(session?.completed_flows?.map(Number) ?? [])
  return stages.map((stage) => {
    if (completed.has(stage) || session?.is_complete) return 'done'
    const last = session?.steps.findLast((step) => Number(step.intent_flow_id) === stage)
    if (last && last.response_status === 'error') return 'failed'
    return stage === Number(session?.current_flow_id ?? 1) ? 'current' : 'ahead'
  })
}

/** What was heard of a turn while it is under way. */
export interface Heard {
  text: string
  /** The turn's run, under which its stream can be taken up again. */
  run?: string
  /** Where the stream stood last. */
  last?: string
  stage?: number
  intent?: string
  agent?: string
  result?: TurnResult
  error?: { code?: string; message: string }
}

/** Takes an event of a turn's stream into account. */
export function hears(before: Heard, event: SseEvent): Heard {
  const data = parsed(event.data)
  if (data === undefined) return before
  const known = event.id ? { ...before, last: event.id } : before
  switch (event.event) {
    case 'turn':
      return { ...known, run: textOf(data.run_id) }
    case 'stage': {
      const agents = Array.isArray(data.agents) ? data.agents.filter((one): one is string => typeof one === 'string') : []
      return { ...known, stage: Number(data.intent_flow_id), intent: textOf(data.intent), agent: agents.join(', ') || known.agent }
    }
    case 'delta':
      return { ...known, agent: textOf(data.agent) ?? known.agent, text: known.text + (textOf(data.text) ?? '') }
    case 'response':
      return { ...known, result: data as unknown as TurnResult }
    case 'error':
      return { ...known, error: { code: textOf(data.code), message: textOf(data.detail) ?? event.data } }
    default:
      return known
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** The words of a step's answer. */
export function saidIn(data: unknown): string {
  if (typeof data === 'string') return data
  const members = (data ?? {}) as Record<string, unknown>
  return textOf(members.response ?? members.text ?? members.message) ?? (data == null ? '' : JSON.stringify(data))
}
