/**
 * Runs a scenario's pair of real Envoys with traffic until standard input ends, and prints their admin addresses as one line of JSON.
 * A program of its own: the lab is run from source.
 */
import { Closing } from '../../lab/closing.ts'
import { port, virtualService } from '../../lab/app-mesh/names.ts'
import { ensureEnvoy } from '../../lab/envoys/fetch.ts'
import { startPair } from '../../lab/pair.ts'
import { loadScenarios } from '../../lab/scenarios.ts'
import { startFlow } from '../../lab/servers/traffic.ts'
import { makeTemporaryFolder } from '../../lab/temporary-folder.ts'

const [name = '', version = '1.40.0'] = process.argv.slice(2)

async function main(): Promise<void> {
  const scenario = (await loadScenarios()).find(one => one.name === name)?.scenario
  if (scenario === undefined) throw new Error(`no scenario ${name}`)
  const closing = new Closing()
  try {
    const temporary = await makeTemporaryFolder(false)
    closing.add(temporary.remove)
    const pair = await startPair({ scenario, binary: await ensureEnvoy(version), transport: 'google_grpc', folder: temporary.path, closing, signal: new AbortController().signal })
    for (const flow of scenario.traffic ?? [{ answers: 200 }]) {
      const running = startFlow({ address: pair.mesh.addresses[flow.to ?? 'checkout'], port }, { host: virtualService('payments'), ...flow })
      closing.add(() => running.stop())
    }
    console.log(JSON.stringify({ checkout: pair.proxies.checkout.admin, payments: pair.proxies.payments.admin }))
    await new Promise<void>(resolve => process.stdin.on('end', resolve).on('error', () => resolve()).resume())
  } finally {
    await closing.close()
  }
}

await main()
