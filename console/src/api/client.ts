import createClient, { type Middleware } from 'openapi-fetch'
import type { components, paths } from './schema'

export type Schemas = components['schemas']
/** A value whose shape the graph decides. */
export type Json = unknown

/** What the server refused, with its stable code. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string | undefined,
    message: string,
    readonly faults: { where: string; message: string }[] = [],
  ) {
    super(message)
  }
}

export async function errorOf(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as {
    detail?: string
    code?: string
    errors?: { where: string; message: string }[]
  } | null
  return new ApiError(response.status, body?.code, body?.detail ?? `${response.status} ${response.statusText}`, body?.errors ?? [])
}

const throwing: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await errorOf(response)
  },
}

export const api = createClient<paths>({ baseUrl: location.origin })
api.use(throwing)

/** The answer's body; refusals were thrown before. */
export async function data<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T
}

/** A request that the document describes without a body of its own. */
export async function post<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw await errorOf(response)
  return (response.status === 204 || response.status === 202 ? undefined : await response.json()) as T
}
