import type { Schemas } from '../../api/client'
import { actionsOf, fieldsOf } from '../../model/schemaForm'

type Ticket = Schemas['OpsTicket']

/** Who has a question: as it was given in the inbox, or as the graph itself says. */
export function assigneeOf(ticket: Ticket): string | undefined {
  const own = (ticket.value as { assignee?: unknown } | null)?.assignee
  return ticket.assignee ?? (typeof own === 'string' && own !== '' ? own : undefined)
}

/** True where handing over is an answer of its own, which the graph takes note of. */
export const isGivenByAnswer = (ticket: Ticket) => actionsOf(fieldsOf(ticket.schema) ?? [])?.choices?.includes('assign') ?? false
