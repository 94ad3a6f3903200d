import { readFileSync } from 'node:fs'
import type { Problem } from '../../src/evidence/problem.ts'
import { listStats } from '../../src/sources/envoy-admin/stats/list-stats.ts'
import { cutUp, demandSame, show } from '../cut.ts'
import { sayCount } from '../outcome.ts'
import { toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

async function* give(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(piece)
}

async function list(pieces: readonly Uint8Array[]): Promise<{ shown: string, said: string }> {
  const problems: Problem[] = []
  const { values, of } = await listStats(give(pieces), 'stats', () => true, problems)
  demand(values.size <= of, 'more statistics are listed than the page has')
  const kinds = [...new Set(Array.from(values.values(), value => typeof value))].toSorted().join()
  return { shown: show([[...values].map(([name, value]) => [name, typeof value === 'bigint' ? String(value) : value]), of]), said: `${sayCount(of)} ${kinds}` }
}

/** The listing of statistics by their printed names, in every form. */
export const statsList: Target = {
  name: 'stats-list', inputs: 400_000,
  words: [': ', ': "', '"stats":[', '"histograms":{', '"computed_quantiles":[', '"name":"a"', '"value":1', 'P50(nan,1)', 'No recorded values', '# TYPE a counter', 'a{b="c"} 1'],
  seeds: () => [
    ...['txt', 'json', 'prom'].map(form => readFileSync(`fixtures/forms/stats/1.36.4-usedonly.${form}`).subarray(0, 4000)),
    ...toBytes(['a: 1\nb: "x: y"\nh: P0(nan,1) P50(nan,2)\n', '{"stats":[{"name":"a","value":1},{"histograms":{"supported_quantiles":[50],"computed_quantiles":[{"name":"h","values":[{"cumulative":1}]}]}}]}', 'a: 18446744073709551616\n', `${': "'.repeat(1000)}\n`]),
  ],
  run: async (input, random) => {
    const { shown, said } = await list([input])
    if (random.once(8)) demandSame(shown, (await list(cutUp(input, random))).shown)
    return said
  },
}
