import { ActionIcon, Button, Menu, TextInput } from '@mantine/core'
import { IconBookmark, IconTrash } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { texts } from '../../texts'
import { readViews, type SavedView, writeViews } from './savedList'

const route = getRouteApi('/console/runs')

/** Filters under a name. */
export function SavedViews() {
  const navigate = route.useNavigate()
  const [views, setViews] = useState(readViews)
  const [name, setName] = useState('')
  const keep = (next: SavedView[]) => setViews(writeViews(next))
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconBookmark size={14} />}>
          {texts.runs.views}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {views.map((view) => (
          <div key={view.name} style={{ display: 'flex', alignItems: 'center' }}>
            <Menu.Item
              closeMenuOnClick
              onClick={() => void navigate({ search: Object.fromEntries(new URLSearchParams(view.search)) as never })}
            >
              {view.name}
            </Menu.Item>
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label={`${texts.runs.removeView} ${view.name}`}
              onClick={() => keep(views.filter((other) => other !== view))}
            >
              <IconTrash size={13} />
            </ActionIcon>
          </div>
        ))}
        <form
          style={{ display: 'flex', gap: 6, padding: 6 }}
          onSubmit={(event) => {
            event.preventDefault()
            if (name.trim()) keep([...views.filter((view) => view.name !== name.trim()), { name: name.trim(), search: location.search }])
            setName('')
          }}
        >
          <TextInput
            size="xs"
            placeholder={texts.runs.viewName}
            aria-label={texts.runs.viewName}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button size="xs" type="submit">
            {texts.runs.saveView}
          </Button>
        </form>
      </Menu.Dropdown>
    </Menu>
  )
}
