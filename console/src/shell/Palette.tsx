import { Modal, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { assistantsQuery, promptsQuery, useSession } from '../api/queries'
import { texts } from '../texts'
import { offered } from './entries'

interface Command {
  label: string
  hint: string
  go: () => void
}

const runId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const most = 12

/** Everything by name: views, graphs, agents, runs by id, runs by words. */
export default function Palette({ close }: { close: () => void }) {
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const navigate = useNavigate()
  const { operates, offers } = useSession()
  const { data: assistants } = useQuery(assistantsQuery)
  const { data: prompts } = useQuery({ ...promptsQuery, enabled: operates })

  const commands = useMemo(() => {
    const word = text.trim()
    const views: Command[] = offered(offers).map(({ label, to }) => ({ label, hint: '', go: () => void navigate({ to }) }))
    const graphs = (assistants ?? []).map((assistant) => ({
      label: assistant.graph_id,
      hint: texts.common.graph,
      go: () => void navigate({ to: '/console/graphs', search: { graph: assistant.graph_id, node: undefined } }),
    }))
    const agents = (prompts ?? []).map((prompt) => ({
      label: prompt.agent,
      hint: texts.nav.agents,
      go: () => void navigate({ to: '/console/agents', search: { agent: prompt.agent, revision: undefined } }),
    }))
    const found = [...views, ...graphs, ...agents].filter((command) => command.label.toLowerCase().includes(word.toLowerCase()))
    if (runId.test(word)) {
      found.unshift({
        label: word,
        hint: texts.palette.run,
        go: () => void navigate({ to: '/console/runs/$runId', params: { runId: word }, search: {} as never }),
      })
    } else if (word) {
      found.push({
        label: `${texts.palette.search} “${word}”`,
        hint: texts.nav.runs,
        go: () => void navigate({ to: '/console/runs', search: { q: word } as never }),
      })
      if (offers('messages')) {
        found.push({
          label: `${texts.palette.messages} “${word}”`,
          hint: texts.nav.messages,
          go: () => void navigate({ to: '/console/messages', search: { q: word } as never }),
        })
      }
    }
    return found.slice(0, most)
  }, [text, assistants, prompts, navigate, offers])

  const run = (command: Command | undefined) => {
    if (!command) return
    close()
    command.go()
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setChosen((chosen + 1) % Math.max(1, commands.length))
    else if (event.key === 'ArrowUp') setChosen((chosen + commands.length - 1) % Math.max(1, commands.length))
    else if (event.key === 'Enter') run(commands[chosen])
    else return
    event.preventDefault()
  }

  return (
    <Modal
      opened
      onClose={close}
      withCloseButton={false}
      padding={0}
      size="lg"
      yOffset="12vh"
      aria-label={texts.palette.open}
      transitionProps={{ duration: 0 }}
    >
      <TextInput
        data-autofocus
        variant="unstyled"
        size="md"
        px="sm"
        leftSection={<IconSearch size={17} aria-hidden />}
        placeholder={texts.palette.placeholder}
        aria-label={texts.palette.open}
        role="combobox"
        aria-expanded
        aria-controls="palette"
        aria-activedescendant={`command-${chosen}`}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={onKey}
      />
      <div id="palette" role="listbox" aria-label={texts.palette.open} style={{ borderTop: '1px solid var(--line)', padding: 6 }}>
        {commands.map((command, index) => (
          <div
            key={command.hint + command.label}
            id={`command-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={index === chosen ? 'navlink active' : 'navlink'}
            style={{ cursor: 'pointer' }}
            onMouseMove={() => setChosen(index)}
            onClick={() => run(command)}
            onKeyDown={onKey}
          >
            {command.label}
            <span className="quiet" style={{ marginLeft: 'auto', fontSize: '0.72rem' }}>
              {command.hint}
            </span>
          </div>
        ))}
        {commands.length === 0 && <div className="navlink">{texts.palette.nothing}</div>}
      </div>
    </Modal>
  )
}
