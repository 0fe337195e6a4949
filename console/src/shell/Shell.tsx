import { ActionIcon, Menu, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconMenu2, IconMoon, IconSearch, IconSun, IconUser } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { api } from '../api/client'
import { live, useConnection, useLiveInvalidation } from '../api/live'
import { inboxQuery, sessionQuery, useSession } from '../api/queries'
import { texts } from '../texts'
import { alertsQuery } from '../views/alerts/queries'
import { entries, offered } from './entries'
import { SignIn } from './SignIn'
import { Trouble } from './Troubles'

const Palette = lazy(() => import('./Palette'))

export function Shell() {
  const session = useQuery(sessionQuery)
  if (session.error) return <Trouble error={session.error} retry={session.refetch} />
  if (!session.data) return null
  return session.data.signed_in ? <SignedIn /> : <SignIn />
}

function SignedIn() {
  const { operates, offers } = useSession()
  const [menu, setMenu] = useState(false)
  const [palette, setPalette] = useState(false)
  const path = useRouterState({ select: (state) => state.location.pathname })
  useLiveInvalidation(useQueryClient())
  useHotkeys([['mod+K', () => setPalette(true)]], [])
  useEffect(() => {
    if (operates) live.open()
  }, [operates])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes when another view is shown
  useEffect(() => setMenu(false), [path])
  useEffect(() => {
    const current = entries.find((entry) => entry.to !== '/' && path.startsWith(entry.to)) ?? entries[0]
    document.title = `${current.label} · ${texts.product}`
  }, [path])
  return (
    <div className={menu ? 'shell menu' : 'shell'}>
      <header>
        <a className="skip" href="#content">
          {texts.nav.skip}
        </a>
        <ActionIcon
          className="burger"
          variant="subtle"
          color="gray"
          aria-label={texts.nav.menu}
          aria-expanded={menu}
          onClick={() => setMenu(!menu)}
        >
          <IconMenu2 size={18} />
        </ActionIcon>
        <Link to="/" className="brand">
          <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="8" fill="#0f5c63" />
            <path d="M9 23 21.5 10.5" stroke="#fff" strokeWidth="3.4" strokeLinecap="round" />
            <circle cx="22.6" cy="9.4" r="3.4" fill="#7fe3d4" />
          </svg>
          {texts.product}
        </Link>
        <button type="button" className="searchbox" onClick={() => setPalette(true)} aria-label={texts.palette.open}>
          <IconSearch size={15} aria-hidden />
          <span>{texts.palette.open}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <div className="spacer" />
        {operates && <ConnectionState />}
        <ThemeButton />
        <Account />
      </header>
      <nav aria-label={texts.nav.main}>
        {offered(offers).map(({ to, label, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            className="navlink"
            activeProps={{ className: 'navlink active', 'aria-current': 'page' }}
            activeOptions={{ exact: to === '/', includeSearch: false }}
          >
            <Icon size={17} stroke={1.7} aria-hidden />
            {label}
            {to === '/console/inbox' && operates && <InboxCount />}
            {to === '/console/alerts' && operates && <AlertCount />}
          </Link>
        ))}
      </nav>
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
      {palette && (
        <Suspense fallback={null}>
          <Palette close={() => setPalette(false)} />
        </Suspense>
      )}
    </div>
  )
}

function ConnectionState() {
  const connection = useConnection()
  return (
    <Tooltip label={texts.connection.hint}>
      <output className="connection" aria-label={texts.connection[connection]}>
        <i className={`dot ${connection}`} />
        <span>{texts.connection[connection]}</span>
      </output>
    </Tooltip>
  )
}

function InboxCount() {
  const { data } = useQuery(inboxQuery)
  return data && data.length > 0 ? <span className="count">{data.length}</span> : null
}

function AlertCount() {
  const { data } = useQuery(alertsQuery)
  const firing = data?.filter((rule) => rule.status === 'firing').length ?? 0
  return firing > 0 ? <span className="count">{firing}</span> : null
}

function ThemeButton() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const label = scheme === 'light' ? texts.theme.toDark : texts.theme.toLight
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={() => setColorScheme(scheme === 'light' ? 'dark' : 'light')}>
        {scheme === 'light' ? <IconMoon size={17} /> : <IconSun size={17} />}
      </ActionIcon>
    </Tooltip>
  )
}

function Account() {
  const { session } = useSession()
  const client = useQueryClient()
  if (!session?.needs_key) return null
  const signOut = async () => {
    await api.DELETE('/console/session')
    live.close()
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' })
    await client.invalidateQueries({ queryKey: ['session'] })
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`${texts.signIn.as} ${session.name}`}>
          <IconUser size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {texts.signIn.as} {session.name} ({session.roles?.join(', ')})
        </Menu.Label>
        <Menu.Item onClick={() => void signOut()}>{texts.signIn.out}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
