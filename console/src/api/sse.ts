/** An event of a stream. */
export interface SseEvent {
  id?: string
  event: string
  data: string
}

/** Cuts a stream of text into events; comments are passed over. Feed it chunks as they come. */
export class SseReader {
  private rest = '';

  *read(chunk: string): Generator<SseEvent> {
    this.rest += chunk
    const blocks = this.rest.split(/\r?\n\r?\n/)
    this.rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const found: SseEvent = { event: 'message', data: '' }
      const lines: string[] = []
      for (const line of block.split(/\r?\n/)) {
        const colon = line.indexOf(':')
        if (colon <= 0) continue
        const value = line.slice(colon + 1).replace(/^ /, '')
        const name = line.slice(0, colon)
        if (name === 'event') found.event = value
        else if (name === 'id') found.id = value
        else if (name === 'data') lines.push(value)
      }
      if (lines.length === 0) continue
      found.data = lines.join('\n')
      yield found
    }
  }
}

/** Reads the events of a response to its end. */
export async function* eventsOf(response: Response): AsyncGenerator<SseEvent> {
  const reader = new SseReader()
  const decoder = new TextDecoder()
  const body = response.body?.getReader()
  if (!body) return
  for (;;) {
    const { done, value } = await body.read()
    if (done) return
    yield* reader.read(decoder.decode(value, { stream: true }))
  }
}
