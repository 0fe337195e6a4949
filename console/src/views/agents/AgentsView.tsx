import { Button, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { ApiError, api, data, post, type Schemas } from '../../api/client'
import { promptHistoryQuery, promptQuery, promptsQuery, useSession } from '../../api/queries'
import { diffLines } from '../../model/diff'
import { Ago } from '../../shell/Parts'
import { Empty, Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'

const route = getRouteApi('/console/agents')

export default function AgentsView() {
  const { agent } = route.useSearch()
  const { operates } = useSession()
  const prompts = useQuery({ ...promptsQuery, enabled: operates })
  if (!operates) return <Empty text={texts.common.noOperator} />
  if (prompts.error) return <Trouble error={prompts.error} retry={prompts.refetch} />
  if (prompts.data?.length === 0) return <Empty text={texts.agents.none} />
  const chosen = agent ?? prompts.data?.[0]?.agent
  return (
    <div className="view full">
      <h1 className="skip">{texts.agents.title}</h1>
      <div className="master">
        <nav className="list" aria-label={texts.agents.title}>
          {prompts.data?.map((one) => (
            <Link
              key={one.agent}
              to="/console/agents"
              search={{ agent: one.agent, revision: undefined }}
              className={one.agent === chosen ? 'item chosen' : 'item'}
            >
              <div style={{ display: 'flex', gap: 8 }}>
                <strong className="clip">{one.agent}</strong>
                <span className="spacer" />
                <span className={one.revision > 0 ? 'chip accent' : 'chip'}>
                  {one.revision > 0 ? `r${one.revision}` : texts.agents.file}
                </span>
              </div>
              <div className="mono quiet clip">{one.version}</div>
            </Link>
          ))}
        </nav>
        {chosen && <Agent key={chosen} agent={chosen} />}
      </div>
    </div>
  )
}

function Agent({ agent }: { agent: string }) {
  const prompt = useQuery(promptQuery(agent))
  if (prompt.error) return <Trouble error={prompt.error} retry={prompt.refetch} />
  if (!prompt.data) return null
  return (
    <div className="scroll" style={{ padding: 18 }} tabIndex={0} role="region" aria-label={agent}>
      <div className="grid" style={{ maxWidth: 1200 }}>
        <div className="c7" style={{ display: 'grid', gap: 12, alignContent: 'start' }}>
          <Fields key={prompt.data.revision} prompt={prompt.data} />
          <section className="card">
            <h2>
              {texts.agents.template} <span className="mono">{prompt.data.version}</span>
            </h2>
            <Template text={prompt.data.template} />
          </section>
        </div>
        <div className="c5">
          <History agent={agent} revision={prompt.data.revision} />
        </div>
      </div>
    </div>
  )
}

/** The template, with its variable places lifted out. */
const Template = ({ text }: { text: string }) => (
  <pre className="json" style={{ maxHeight: '52vh' }} tabIndex={0} role="region" aria-label={texts.agents.template}>
    {text.split(/(\{\{[^}]*\}\})/).map((part, index) =>
      part.startsWith('{{') ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
        <span className="chip accent" key={index}>
          {part}
        </span>
      ) : (
        part
      ),
    )}
  </pre>
)

function Fields({ prompt }: { prompt: Schemas['OpsPrompt'] }) {
  const { administers } = useSession()
  const client = useQueryClient()
  const fields = prompt.fields ?? []
  const [values, setValues] = useState<Record<string, string>>({})
  const [note, setNote] = useState('')
  const changed = fields.filter((field) => values[field.name] !== undefined && values[field.name] !== field.value)
  const save = useMutation({
    mutationFn: () =>
      data(
        api.PUT('/ops/prompts/{agent}', {
          params: { path: { agent: prompt.agent } },
          body: {
            values: Object.fromEntries(fields.map((field) => [field.name, values[field.name] ?? field.value])),
            revision: prompt.revision,
            note: note || undefined,
          } as never,
        }),
      ),
    onSuccess: () => {
      notifications.show({ color: 'green', message: texts.agents.saved })
      void client.invalidateQueries({ queryKey: ['prompts'] })
    },
  })
  const isConflict = save.error instanceof ApiError && save.error.status === 409
  return (
    <section className="card">
      <h2>{texts.agents.fields}</h2>
      {fields.length === 0 && <span className="quiet">{texts.agents.noFields}</span>}
      <div style={{ display: 'grid', gap: 12 }}>
        {fields.map((field) => (
          <div key={field.name}>
            <Textarea
              label={field.name}
              description={field.editable ? undefined : texts.agents.locked}
              autosize
              minRows={2}
              maxRows={12}
              maxLength={field.max_length}
              disabled={!field.editable || !administers}
              value={values[field.name] ?? field.value}
              onChange={(event) => setValues({ ...values, [field.name]: event.currentTarget.value })}
            />
            {changed.includes(field) && <Lines before={field.value} after={values[field.name] ?? ''} />}
          </div>
        ))}
        {!administers && fields.length > 0 && <span className="quiet">{texts.agents.admin}</span>}
        {changed.length > 0 && (
          <div style={{ display: 'flex', gap: 8, alignItems: 'flex-end' }}>
            <TextInput
              style={{ flex: 1 }}
              label={texts.agents.note}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <Button loading={save.isPending} onClick={() => save.mutate()}>
              {texts.agents.save}
            </Button>
          </div>
        )}
        {isConflict ? <p style={{ color: 'var(--bad)' }}>{texts.agents.conflict}</p> : save.error && <Trouble error={save.error} />}
      </div>
    </section>
  )
}

function Lines({ before, after }: { before: string; after: string }) {
  return (
    <div
      style={{ border: '1px solid var(--line)', borderRadius: 7, marginTop: 6, overflow: 'hidden' }}
      role="group"
      aria-label={texts.agents.preview}
    >
      {diffLines(before, after).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one comparison
        <div key={index} className={`diffline ${line.kind}`}>
          {line.kind === 'added' ? '+ ' : line.kind === 'removed' ? '− ' : '  '}
          {line.text}
        </div>
      ))}
    </div>
  )
}

function History({ agent, revision }: { agent: string; revision: number }) {
  const { administers } = useSession()
  const { revision: compared } = route.useSearch()
  const navigate = route.useNavigate()
  const client = useQueryClient()
  const history = useQuery(promptHistoryQuery(agent))
  const back = useMutation({
    mutationFn: (to: number) => post(`/ops/prompts/${encodeURIComponent(agent)}/rollback`, { to, revision }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['prompts'] }),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  })
  const revisions = history.data ?? []
  return (
    <section className="card">
      <h2>{texts.agents.history}</h2>
      {revisions.length === 0 && <span className="quiet">{texts.agents.file}</span>}
      {revisions.map((one) => (
        <div key={one.revision} className="change">
          <div style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
            <span className={one.revision === revision ? 'chip accent' : 'chip'}>r{one.revision}</span>
            <span className="clip">{one.author ?? one.by}</span>
            <span className="spacer" />
            <span className="quiet">
              <Ago at={one.at} />
            </span>
          </div>
          {one.note && <div>{one.note}</div>}
          {one.revision !== revision && (
            <div style={{ display: 'flex', gap: 6 }}>
              <Button
                size="compact-xs"
                variant="subtle"
                onClick={() =>
                  void navigate({ search: { agent, revision: compared === one.revision ? undefined : one.revision }, replace: true })
                }
              >
                {texts.agents.diff}
              </Button>
              {administers && (
                <Button size="compact-xs" variant="subtle" color="red" loading={back.isPending} onClick={() => back.mutate(one.revision)}>
                  {texts.agents.rollback}
                </Button>
              )}
            </div>
          )}
          {compared === one.revision && <Compared agent={agent} from={one.revision} to={revision} />}
        </div>
      ))}
    </section>
  )
}

function Compared({ agent, from, to }: { agent: string; from: number; to: number }) {
  const [parts, setParts] = useState<Schemas['OpsPromptDiff']>()
  const [error, setError] = useState<unknown>()
  useEffect(() => {
    data(api.GET('/ops/prompts/{agent}/diff', { params: { path: { agent }, query: { from, to } } })).then(setParts, setError)
  }, [agent, from, to])
  if (error) return <Trouble error={error} />
  return parts?.fields.map((field) => (
    <div key={field.name}>
      <span className="mono quiet">{field.name}</span>
      <p style={{ margin: '4px 0', whiteSpace: 'pre-wrap' }}>
        {field.parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one comparison
          <span key={index} className={part.change === 'added' ? 'ins' : part.change === 'removed' ? 'del' : ''}>
            {part.text}
          </span>
        ))}
      </p>
    </div>
  ))
}
