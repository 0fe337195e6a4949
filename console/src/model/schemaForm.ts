/** A field that a form asks for. */
export interface FormField {
  name: string
  label: string
  kind: 'text' | 'number' | 'flag' | 'choice' | 'json'
  required: boolean
  description?: string
  choices?: string[]
  least?: number
  most?: number
  longest?: number
  whole?: boolean
}

interface Schema {
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  enum?: unknown[]
  description?: string
  title?: string
  minimum?: number
  maximum?: number
  maxLength?: number
  anyOf?: Schema[]
  oneOf?: Schema[]
  $ref?: string
  $defs?: Record<string, Schema>
  default?: unknown
}

const labelOf = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`.replaceAll('_', ' ')

/** The fields of an object's schema; undefined where it is no object with members of its own, so that JSON has to be written. */
export function fieldsOf(schema: unknown): FormField[] | undefined {
  const root = schema as Schema | null
  if (!root?.properties || Object.keys(root.properties).length === 0) return undefined
  const required = new Set(root.required ?? [])
  return Object.entries(root.properties).map(([name, given]) => {
    const one = resolve(given, root)
    const choices = one.enum?.filter((choice): choice is string => typeof choice === 'string')
    return {
      name,
      label: one.title ?? labelOf(name),
      kind: choices && choices.length > 0 ? 'choice' : kindOf(one),
      required: required.has(name),
      description: one.description,
      choices,
      least: one.minimum,
      most: one.maximum,
      longest: one.maxLength,
      whole: typesOf(one).includes('integer'),
    }
  })
}

/** What a form says: empty fields are left out, so that the server tells which were needed. */
export function answerOf(fields: readonly FormField[], given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  for (const field of fields) {
    const said = given[field.name]
    if (field.kind === 'flag') value[field.name] = said === true
    else if (said === undefined || said === '' || said === null) continue
    else value[field.name] = field.kind === 'json' ? JSON.parse(said as string) : said
  }
  return value
}

/** What an answer does, where its schema has a closed list under the name `action`. */
export const actionsOf = (fields: readonly FormField[]) =>
  fields.find((field) => field.name === 'action' && field.required && field.kind === 'choice')

/**
 * The fields that go with an action. A description that names actions in brackets, as in "Who gets the case (assign).", belongs to these alone;
 * any other field goes with all.
 */
export function fieldsWith(fields: readonly FormField[], action: string | undefined): FormField[] {
  const known = new Set(actionsOf(fields)?.choices ?? [])
  return fields.filter((field) => {
    const named = [...(field.description ?? '').matchAll(/\(([^)]*)\)/g)]
      .flatMap(([, words]) => (words as string).split(/[^\w]+/))
      .filter((word) => known.has(word))
    return named.length === 0 || (action !== undefined && named.includes(action))
  })
}

const typesOf = (schema: Schema) =>
  (Array.isArray(schema.type) ? schema.type : schema.type ? [schema.type] : []).filter((type) => type !== 'null')

function kindOf(schema: Schema): FormField['kind'] {
  const types = typesOf(schema)
  if (types.length !== 1) return 'json'
  return types[0] === 'string'
    ? 'text'
    : types[0] === 'boolean'
      ? 'flag'
      : types[0] === 'number' || types[0] === 'integer'
        ? 'number'
        : 'json'
}

function resolve(schema: Schema, root: Schema): Schema {
  if (schema.$ref?.startsWith('#/')) {
    let found: unknown = root
    for (const part of schema.$ref.slice(2).split('/')) found = (found as Record<string, unknown> | undefined)?.[part]
    return { ...((found as Schema) ?? {}), description: schema.description ?? (found as Schema)?.description }
  }
  const some = (schema.anyOf ?? schema.oneOf)?.filter((one) => one.type !== 'null')
  return some?.length === 1 ? { ...resolve(some[0] as Schema, root), description: schema.description } : schema
}
