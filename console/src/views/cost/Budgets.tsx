import { useQuery } from '@tanstack/react-query'
import { api, data, type Schemas } from '../../api/client'
import { money, number } from '../../shell/Parts'
import { Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'

type Budget = Schemas['OpsBudget']

/** What may be spent in a time, and how much of it has been. */
export function Budgets() {
  const {
    data: budgets,
    error,
    refetch,
  } = useQuery({
    queryKey: ['budgets'],
    queryFn: () => data(api.GET('/ops/budgets')),
    refetchInterval: 30_000,
  })
  return (
    <section className="card c12" aria-label={texts.cost.budgets} data-testid="budgets">
      <h2>{texts.cost.budgets}</h2>
      {error && <Trouble error={error} retry={refetch} />}
      {budgets?.length === 0 && <span className="quiet">{texts.cost.noBudgets}</span>}
      <div style={{ display: 'grid', gap: 12, gridTemplateColumns: 'repeat(auto-fill, minmax(260px, 1fr))' }}>
        {budgets?.flatMap((budget) =>
          limitsOf(budget).map((limit) => <Bar key={budget.kind + budget.name + limit.shown} budget={budget} limit={limit} />),
        )}
      </div>
    </section>
  )
}

interface Limit {
  shown: string
  spent?: string
  share?: number
}

function limitsOf({ cost_usd, tokens, model_calls, spent }: Budget): Limit[] {
  const limit = (most: number, used: number | undefined, text: (value: number) => string): Limit => ({
    shown: text(most),
    spent: used === undefined ? undefined : text(used),
    share: used === undefined ? undefined : most === 0 ? 1 : used / most,
  })
  const usedTokens = spent ? (spent.input_tokens ?? 0) + (spent.output_tokens ?? 0) : undefined
  return [
    ...(cost_usd == null ? [] : [limit(cost_usd, spent?.cost_usd, money)]),
    ...(tokens == null ? [] : [limit(tokens, usedTokens, (value) => `${number(value)} ${texts.cost.tokens.toLowerCase()}`)]),
    ...(model_calls == null ? [] : [limit(model_calls, spent?.calls, (value) => `${number(value)} ${texts.cost.callsUnit}`)]),
  ]
}

const Bar = ({ budget, limit }: { budget: Budget; limit: Limit }) => (
  <div>
    <div style={{ display: 'flex', gap: 8 }} className="num">
      <strong className="clip">{budget.name}</strong>
      <span className="quiet">{texts.cost.budgetKinds[budget.kind] ?? budget.kind}</span>
      <span className="spacer" />
      <span>{limit.spent === undefined ? limit.shown : `${limit.spent} / ${limit.shown}`}</span>
      {(limit.share ?? 0) >= 1 && <span className="chip bad">{texts.cost.reached}</span>}
    </div>
    {limit.share !== undefined && (
      <div className="meter">
        <div
          className={limit.share >= 1 ? 'full' : limit.share > 0.8 ? 'high' : ''}
          style={{ width: `${Math.min(100, limit.share * 100)}%` }}
        />
      </div>
    )}
  </div>
)
