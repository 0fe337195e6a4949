import { Chip, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { actionsOf, answerOf, type FormField, fieldsOf, fieldsWith } from '../model/schemaForm'
import { texts } from '../texts'
import { Trouble } from './Troubles'

const JsonEditor = lazy(() => import('./JsonEditor'))

interface Props {
  schema: unknown
  submit: (value: unknown) => void
  error?: unknown
  /** The buttons below the fields. */
  children: ReactNode
}

/** A form of what a JSON schema asks for; an editor for JSON where the schema is no flat object. */
export function SchemaForm({ schema, submit, error, children }: Props) {
  const fields = fieldsOf(schema)
  const [given, setGiven] = useState<Record<string, unknown>>({})
  const action = fields && actionsOf(fields)
  const asked = fields && fieldsWith(fields, given.action as string | undefined)
  const [text, setText] = useState(fields ? '' : '{}')
  const [wrong, setWrong] = useState<string>()
  const send = () => {
    try {
      setWrong(undefined)
      submit(asked ? answerOf(asked, given) : JSON.parse(text))
    } catch {
      setWrong(texts.inbox.invalid)
    }
  }
  return (
    <form
      style={{ display: 'grid', gap: 12, maxWidth: 560 }}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        send()
      }}
    >
      {asked?.map((field) => {
        const change = (value: unknown) => setGiven((before) => ({ ...before, [field.name]: value }))
        return field === action ? (
          <Actions key={field.name} field={field} value={given[field.name]} change={change} />
        ) : (
          <Field key={field.name} field={field} value={given[field.name]} change={change} />
        )
      })}
      {!fields && (
        <Suspense fallback={texts.common.loading}>
          <JsonEditor value={text} change={setText} label={texts.inbox.raw} />
        </Suspense>
      )}
      {wrong && <p style={{ color: 'var(--bad)', margin: 0 }}>{wrong}</p>}
      {error !== undefined && error !== null && <Trouble error={error} />}
      <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>{children}</div>
    </form>
  )
}

/** What is to be done: a closed list of words, each a button. */
const Actions = ({ field, value, change }: { field: FormField; value: unknown; change: (value: unknown) => void }) => (
  <Chip.Group value={(value as string) ?? ''} onChange={change}>
    <div role="radiogroup" aria-label={field.label} style={{ display: 'flex', gap: 6, flexWrap: 'wrap' }}>
      {field.choices?.map((choice) => (
        <Chip key={choice} value={choice} size="xs">
          {choice.replaceAll('_', ' ')}
        </Chip>
      ))}
    </div>
  </Chip.Group>
)

function Field({ field, value, change }: { field: FormField; value: unknown; change: (value: unknown) => void }) {
  const common = { label: field.label, description: field.description, withAsterisk: field.required && field.kind !== 'flag' }
  switch (field.kind) {
    case 'flag':
      return (
        <Switch
          label={field.label}
          description={field.description}
          checked={value === true}
          onChange={(event) => change(event.currentTarget.checked)}
        />
      )
    case 'number':
      return (
        <NumberInput
          {...common}
          hideControls
          min={field.least}
          max={field.most}
          allowDecimal={!field.whole}
          value={(value as number) ?? ''}
          onChange={change}
        />
      )
    case 'choice':
      return <Select {...common} data={field.choices} clearable={!field.required} value={(value as string) ?? null} onChange={change} />
    case 'json':
      return (
        <Textarea
          {...common}
          autosize
          minRows={2}
          value={(value as string) ?? ''}
          onChange={(event) => change(event.currentTarget.value)}
          className="mono"
        />
      )
    default:
      return field.longest !== undefined && field.longest <= 120 ? (
        <TextInput
          {...common}
          maxLength={field.longest}
          value={(value as string) ?? ''}
          onChange={(event) => change(event.currentTarget.value)}
        />
      ) : (
        <Textarea
          {...common}
          autosize
          minRows={1}
          maxRows={8}
          maxLength={field.longest}
          value={(value as string) ?? ''}
          onChange={(event) => change(event.currentTarget.value)}
        />
      )
  }
}
