import {
  IconBell,
  IconBriefcase,
  IconCoin,
  IconHeartbeat,
  IconHome,
  IconInbox,
  IconListDetails,
  IconMessageSearch,
  IconMessages,
  IconPhone,
  IconPlayerPlay,
  IconRobot,
  IconSitemap,
} from '@tabler/icons-react'
import { texts } from '../texts'

/** The views, as the navigation and the palette list them; `needs` is what the server must have. */
export const entries = [
  { to: '/', label: texts.nav.home, icon: IconHome },
  { to: '/console/talk', label: texts.nav.talk, icon: IconMessages },
  { to: '/console/calls', label: texts.nav.calls, icon: IconPhone, needs: '/orchestrate' },
  { to: '/console/scenarios', label: texts.nav.scenarios, icon: IconPlayerPlay },
  { to: '/console/inbox', label: texts.nav.inbox, icon: IconInbox },
  { to: '/console/desk', label: texts.nav.desk, icon: IconBriefcase, needs: 'cases' },
  { to: '/console/messages', label: texts.nav.messages, icon: IconMessageSearch, needs: 'messages' },
  { to: '/console/runs', label: texts.nav.runs, icon: IconListDetails },
  { to: '/console/graphs', label: texts.nav.graphs, icon: IconSitemap },
  { to: '/console/agents', label: texts.nav.agents, icon: IconRobot },
  { to: '/console/cost', label: texts.nav.cost, icon: IconCoin },
  { to: '/console/alerts', label: texts.nav.alerts, icon: IconBell, needs: 'alerts' },
  { to: '/console/health', label: texts.nav.health, icon: IconHeartbeat },
] as const

/** Those that a server offers. */
export const offered = (offers: (feature: string) => boolean) => entries.filter((entry) => !('needs' in entry) || offers(entry.needs))
