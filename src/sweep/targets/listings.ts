import { basename } from 'node:path'
import { MeshmedicError } from '../../errors.ts'
import type { Problem } from '../../evidence/problem.ts'
import { parseTarget } from '../../http/target.ts'
import { parseNodeId } from '../../providers/app-mesh/node-id.ts'
import { openSaved } from '../../snapshot/saved/open-saved.ts'
import { sniffKind } from '../../sources/sniff.ts'
import { readWorkloads } from '../../sources/workloads/read-workloads.ts'
import type { SweepTarget, TargetOptions } from './target.ts'

/** Files of `kubectl get pods -o json` and `aws ecs describe-tasks`, and how their Envoys are reached. */
export interface Listing {
  files: readonly string[]
  /** Port of the admin interface. */
  port: number
  scheme: 'http' | 'https'
  labels: Readonly<Record<string, string>>
  options: TargetOptions
}

/** States in which a pod or task has an Envoy that could answer. */
const runs: ReadonlySet<string> = new Set(['Running', 'RUNNING'])

/**
 * The Envoys of pods and tasks that run and are mesh endpoints; what else the listing holds is counted as a problem, so that nobody
 * takes it for read.
 */
export async function listWorkloads({ files, port, scheme, labels, options }: Listing): Promise<{ targets: SweepTarget[], problems: Problem[] }> {
  const targets: SweepTarget[] = []
  const problems: Problem[] = []
  for (const file of files) {
    try {
      const snapshot = await openSaved([file], noStdin, sniffKind)
      try {
        const read = await readWorkloads(snapshot.proxies.flatMap(proxy => proxy.answers))
        problems.push(...snapshot.problems, ...read.problems)
        const skipped = { notRunning: 0, noEnvoy: 0, noAddress: 0 }
        for (const { name, nodeId, addresses, state } of read.workloads) {
          const [address] = addresses
          if (state !== undefined && !runs.has(state)) skipped.notRunning++
          else if (nodeId === undefined) skipped.noEnvoy++
          else if (address === undefined) skipped.noAddress++
          else {
            const live = parseTarget(`${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}`)
            const endpoint = parseNodeId(nodeId)
            targets.push({
              // A task's ARN says more than its address, but its last part is enough to find it.
              name: name.startsWith('arn:') ? `task/${basename(name)}` : name, live, saved: undefined, source: file, options, labels,
              expected: endpoint === undefined ? undefined : { mesh: endpoint.mesh, kind: endpoint.kind, name: endpoint.name },
            })
          }
        }
        if (read.workloads.length === 0) problems.push({ source: file, message: 'lists no pods and no tasks' })
        for (const [count, why] of [[skipped.notRunning, 'do not run'], [skipped.noEnvoy, 'are no mesh endpoint that it tells'], [skipped.noAddress, 'have no address']] as const) {
          if (count > 0) problems.push({ source: file, message: `${count} of its ${read.workloads.length} pods or tasks ${why} and are not read` })
        }
      } finally {
        await snapshot.close()
      }
    } catch (error) {
      if (!(error instanceof MeshmedicError)) throw error
      problems.push({ source: file, message: `${error.message}. ${error.why}` })
    }
  }
  return { targets, problems }
}

async function* noStdin(): AsyncIterable<Uint8Array> {
  await Promise.resolve()
  yield* []
}
