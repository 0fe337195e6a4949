import '@mantine/charts/styles.css'
import { BarChart } from '@mantine/charts'
import { useQuery } from '@tanstack/react-query'
import type { NodeMeasure } from '../../model/metrics'
import { duration } from '../../model/timescale'
import { texts } from '../../texts'
import { throughputQuery } from './throughput'

/** Runs of the last hour, by five minutes. */
export function Throughput() {
  const { data } = useQuery(throughputQuery)
  return (
    <BarChart
      h={190}
      data={data ?? []}
      dataKey="time"
      series={[
        { name: 'ended', label: texts.home.ended, color: 'sea.7' },
        { name: 'failed', label: texts.home.failed, color: 'red.7' },
      ]}
      type="stacked"
      withLegend
      gridAxis="x"
      tickLine="none"
      maxBarWidth={34}
      barChartProps={{ accessibilityLayer: false }}
      yAxisProps={{ allowDecimals: false, width: 34 }}
      barProps={{ isAnimationActive: false }}
    />
  )
}

/** The slowest twentieth of the slowest nodes. */
export const SlowNodes = ({ nodes }: { nodes: readonly NodeMeasure[] }) => (
  <BarChart
    h={190}
    orientation="vertical"
    data={nodes.map((one) => ({ node: one.node, p95: Math.round((one.p95 ?? 0) * 1_000) }))}
    dataKey="node"
    series={[{ name: 'p95', label: 'p95 (ms)', color: 'sea.7' }]}
    gridAxis="none"
    tickLine="none"
    barChartProps={{ accessibilityLayer: false }}
    valueFormatter={(ms) => duration(ms)}
    yAxisProps={{ width: 104, interval: 0 }}
    barProps={{ isAnimationActive: false, radius: 3 }}
  />
)
