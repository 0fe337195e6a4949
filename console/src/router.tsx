import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Shell } from './shell/Shell'
import { Broken } from './shell/Troubles'

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? `${value}` : undefined)
const count = (value: unknown) => (Number.isInteger(Number(value)) && value !== '' && value !== undefined ? Number(value) : undefined)
const amount = (value: unknown) => (Number(value) > 0 ? Number(value) : undefined)
const oneOf = <T extends string>(value: unknown, ...known: T[]) => known.find((name) => name === value)

const root = createRootRoute({ component: Shell, errorComponent: ({ error }) => <Broken error={error} /> })
const at = { getParentRoute: () => root }

const home = createRoute({ ...at, path: '/', component: lazyRouteComponent(() => import('./views/home/HomeView')) })
const homeAgain = createRoute({ ...at, path: '/console', component: lazyRouteComponent(() => import('./views/home/HomeView')) })
const runs = createRoute({
  ...at,
  path: '/console/runs',
  validateSearch: (search: Record<string, unknown>) => ({
    status: text(search.status),
    graph: text(search.graph),
    pool: text(search.pool),
    code: text(search.code),
    agent: text(search.agent),
    cost: amount(search.cost),
    q: text(search.q),
    since: text(search.since),
  }),
  component: lazyRouteComponent(() => import('./views/runs/RunsView')),
})
const run = createRoute({
  ...at,
  path: '/console/runs/$runId',
  validateSearch: (search: Record<string, unknown>) => ({
    view: oneOf(search.view, 'graph', 'timeline', 'tree', 'journal'),
    at: count(search.at),
    visit: text(search.visit),
    step: count(search.step),
  }),
  component: lazyRouteComponent(() => import('./views/run/RunView')),
})
const compare = createRoute({
  ...at,
  path: '/console/compare',
  validateSearch: (search: Record<string, unknown>) => ({ a: text(search.a), b: text(search.b) }),
  component: lazyRouteComponent(() => import('./views/run/CompareView')),
})
const inbox = createRoute({
  ...at,
  path: '/console/inbox',
  validateSearch: (search: Record<string, unknown>) => ({ ticket: text(search.ticket), whose: oneOf(search.whose, 'mine', 'nobody') }),
  component: lazyRouteComponent(() => import('./views/inbox/InboxView')),
})
const talk = createRoute({
  ...at,
  path: '/console/talk',
  validateSearch: (search: Record<string, unknown>) => ({ assistant: text(search.assistant), thread: text(search.thread) }),
  component: lazyRouteComponent(() => import('./views/talk/TalkView')),
})
const scenarios = createRoute({
  ...at,
  path: '/console/scenarios',
  component: lazyRouteComponent(() => import('./views/scenarios/ScenariosView')),
})
const graphs = createRoute({
  ...at,
  path: '/console/graphs',
  validateSearch: (search: Record<string, unknown>) => ({ graph: text(search.graph), node: text(search.node) }),
  component: lazyRouteComponent(() => import('./views/graphs/GraphsView')),
})
const agents = createRoute({
  ...at,
  path: '/console/agents',
  validateSearch: (search: Record<string, unknown>) => ({ agent: text(search.agent), revision: count(search.revision) }),
  component: lazyRouteComponent(() => import('./views/agents/AgentsView')),
})
const cost = createRoute({
  ...at,
  path: '/console/cost',
  validateSearch: (search: Record<string, unknown>) => ({
    by: oneOf(search.by, 'graph', 'agent', 'model', 'user', 'feature', 'vertical', 'day'),
    days: count(search.days),
  }),
  component: lazyRouteComponent(() => import('./views/cost/CostView')),
})
const calls = createRoute({
  ...at,
  path: '/console/calls',
  validateSearch: (search: Record<string, unknown>) => ({ call: text(search.call) }),
  component: lazyRouteComponent(() => import('./views/calls/CallsView')),
})
const alerts = createRoute({ ...at, path: '/console/alerts', component: lazyRouteComponent(() => import('./views/alerts/AlertsView')) })
const desk = createRoute({
  ...at,
  path: '/console/desk',
  validateSearch: (search: Record<string, unknown>) => ({
    tab: oneOf(search.tab, 'cases', 'analytics'),
    status: text(search.status),
    graph: text(search.graph),
    category: text(search.category),
    priority: text(search.priority),
    agent: text(search.agent),
    customer: text(search.customer),
    active: search.active === 'true' || search.active === true ? true : undefined,
    case: text(search.case),
    days: count(search.days),
    from: text(search.from),
    to: text(search.to),
    compare: oneOf(search.compare, 'before', 'other'),
    cfrom: text(search.cfrom),
    cto: text(search.cto),
  }),
  component: lazyRouteComponent(() => import('./views/desk/DeskView')),
})
const messages = createRoute({
  ...at,
  path: '/console/messages',
  validateSearch: (search: Record<string, unknown>) => ({
    q: text(search.q),
    thread: text(search.thread),
    run: text(search.run),
    agent: text(search.agent),
    direction: text(search.direction),
    since: text(search.since),
  }),
  component: lazyRouteComponent(() => import('./views/messages/MessagesView')),
})
const health = createRoute({ ...at, path: '/console/health', component: lazyRouteComponent(() => import('./views/health/HealthView')) })

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    homeAgain,
    runs,
    run,
    compare,
    inbox,
    talk,
    scenarios,
    graphs,
    agents,
    cost,
    health,
    alerts,
    desk,
    messages,
    calls,
  ]),
  defaultPreload: 'intent',
  // What is in the address stays readable and whole ids stay text.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const query = new URLSearchParams(
      Object.entries(search).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, `${value}`]])),
    ).toString()
    return query ? `?${query}` : ''
  },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
