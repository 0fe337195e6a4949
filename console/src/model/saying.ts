import type { SseEvent } from '../api/sse'

/** What is being said on a thread at this moment. */
export interface Saying {
  /** What the person said. */
  asked?: string
  /** Texts as they come, one for each message of an agent. */
  parts: { id: string; agent: string; text: string; rehearsal: boolean }[]
  /** What the graph has decided so far, such as category and priority. */
  facts: Record<string, unknown>
  /** The node that works. */
  node?: string
}

/** Takes an event of the stream (modes messages-tuple, tasks, updates) into account. */
export function says(before: Saying, event: SseEvent): Saying {
  switch (event.event) {
    case 'messages': {
      const [chunk, about] = JSON.parse(event.data) as [
        { id?: string; content?: unknown; type?: string },
        { agent?: string; langgraph_node?: string; ls_provider?: string },
      ]
      if (typeof chunk.content !== 'string' || !chunk.id || chunk.type === 'human' || chunk.type === 'tool') return before
      const known = before.parts.find((part) => part.id === chunk.id)
      const parts = known
        ? before.parts.map((part) => (part === known ? { ...part, text: part.text + (chunk.content as string) } : part))
        : [
            ...before.parts,
            {
              id: chunk.id,
              agent: about.agent ?? about.langgraph_node ?? '',
              text: chunk.content,
              rehearsal: about.ls_provider === 'offline',
            },
          ]
      return { ...before, parts }
    }
    case 'tasks': {
      const task = JSON.parse(event.data) as { name?: string; result?: unknown }
      return task.result === undefined ? { ...before, node: task.name } : before
    }
    case 'updates': {
      const facts = { ...before.facts }
      for (const update of Object.values(JSON.parse(event.data) as Record<string, unknown>))
        if (update && typeof update === 'object' && !Array.isArray(update)) Object.assign(facts, update)
      return { ...before, facts }
    }
    default:
      return before
  }
}

/** True for an answer that is data for the graph and no words for a person. */
export const isData = (text: string) => /^\s*[{[]/.test(text)
