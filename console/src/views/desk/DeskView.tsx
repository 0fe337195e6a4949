import { SegmentedControl } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useSession } from '../../api/queries'
import { Empty } from '../../shell/Troubles'
import { texts } from '../../texts'
import { CasesPane } from './CasesPane'

const AnalyticsPane = lazy(() => import('./AnalyticsPane'))
const route = getRouteApi('/console/desk')

/** A desk's cases, and what they come to. */
export default function DeskView() {
  const { operates } = useSession()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const tab = search.tab ?? 'cases'
  if (!operates) return <Empty text={texts.common.noOperator} />
  return (
    <div className="view full">
      <div className="bar">
        <h1>{texts.desk.title}</h1>
        <SegmentedControl
          size="xs"
          aria-label={texts.desk.title}
          value={tab}
          onChange={(next) => void navigate({ search: (before) => ({ ...before, tab: next as typeof tab }) })}
          data={[
            { value: 'cases', label: texts.desk.cases },
            { value: 'analytics', label: texts.desk.analytics },
          ]}
        />
      </div>
      {tab === 'cases' ? (
        <CasesPane />
      ) : (
        <Suspense fallback={<Empty text={texts.common.loading} />}>
          <AnalyticsPane />
        </Suspense>
      )}
    </div>
  )
}
