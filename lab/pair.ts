/** The standard pair: Envoys `checkout` and `payments` in mesh `shop`, an application behind `payments`, a management server above. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { claimAddresses, type Addresses } from './addresses.ts'
import { type AdsTransport, bootstrap } from './app-mesh/bootstrap.ts'
import { applicationCluster, edsCluster, hosts, passThroughClusters } from './app-mesh/clusters.ts'
import { egress, ingress } from './app-mesh/listeners.ts'
import { appMeshAddress, egressCluster, nodeId, port } from './app-mesh/names.ts'
import { backendRoutes, ingressRouteConfiguration } from './app-mesh/routes.ts'
import { issue, makeAuthority, writeCertificates } from './certificates.ts'
import type { Closing } from './closing.ts'
import { getText } from './envoys/admin.ts'
import { type RunningEnvoy, startEnvoy } from './envoys/process.ts'
import { ManagementServer, siblingId } from './management-server/server.ts'
import type { NodeResources } from './management-server/resources.ts'
import { type Mesh, type ProxyName, type RunningPair, type Scenario, proxyNames } from './scenario.ts'
import { type Application, startApplication } from './servers/application.ts'
import { startFakes } from './servers/fakes.ts'
import { startNameServer } from './servers/dns.ts'

const adminPort = 9901
const managementPort = 18000
const dnsPort = 5353

export interface PairOptions {
  scenario: Scenario
  binary: string
  transport: AdsTransport
  /** Private folder; each proxy gets one of its own in it. */
  folder: string
  closing: Closing
  signal: AbortSignal
}

/** Starts everything and waits until the proxies are LIVE, those that ever will be. All of it is handed to `closing` as it opens. */
export async function startPair(options: PairOptions): Promise<RunningPair> {
  const { scenario, binary, transport, folder, closing, signal } = options
  const addresses = await claimAddresses()
  closing.add(() => addresses.release())
  const mesh: Mesh = {
    addresses,
    resources: standardResources(addresses),
    authorities: {},
    leaves: {},
    names: new Map([[appMeshAddress, [addresses.managementServer]]]),
  }
  await scenario.configure?.(mesh)
  const onEnd: RunningPair['onEnd'] = step => closing.add(step)
  await scenario.servers?.(mesh, onEnd)

  const isAppMesh = scenario.controlPlane === 'app-mesh'
  const managementServer = await startManagementServer(mesh, isAppMesh)
  closing.add(() => managementServer.stop())
  const nameServer = await startNameServer(addresses.dns, dnsPort, mesh.names)
  closing.add(() => nameServer.stop())
  let application = await startApplication(addresses.application, port)
  closing.add(() => application.stop())

  const start = async (proxy: ProxyName, sibling?: { zone: string, address: string }): Promise<RunningEnvoy> => {
    const address = sibling?.address ?? addresses[proxy]
    const place = join(folder, sibling === undefined ? proxy : nameSibling(sibling.zone))
    // On every address the port is shared with all other labs of this machine.
    const admin = proxy === 'payments' && scenario.adminAddress !== undefined ? { address: scenario.adminAddress, port: 10_000 + process.pid % 20_000 } : { address, port: adminPort }
    const standard = bootstrap({
      node: proxy,
      transport,
      admin,
      ...(sibling === undefined ? {} : { zone: sibling.zone }),
      managementServer: {
        name: isAppMesh ? appMeshAddress : addresses.managementServer,
        address: addresses.managementServer,
        port: managementPort,
        tls: isAppMesh,
      },
      dns: { address: addresses.dns, port: dnsPort },
    })
    await writeCertificates(place, mesh.authorities, mesh.leaves)
    const running = await startEnvoy({
      binary,
      folder: place,
      unprivileged: scenario.unprivileged === true,
      neverStarts: scenario.neverStarts?.includes(proxy) === true,
      ...scenario.process?.(proxy),
      admin: `http://${address}:${admin.port}`,
      bootstrap: scenario.bootstrap?.(standard, proxy) ?? standard,
    })
    closing.add(() => running.stop())
    if ([...scenario.neverLive ?? [], ...scenario.neverStarts ?? []].includes(proxy)) return running
    await waitUntilLive(running.admin, signal)
    return running
  }
  const startProxy = (proxy: ProxyName): Promise<RunningEnvoy> => {
    scenario.beforeStart?.(proxy, managementServer, mesh)
    return start(proxy)
  }
  const proxies = { payments: await startProxy('payments'), checkout: await startProxy('checkout') }
  const siblings = new Map<string, RunningEnvoy>()
  for (const [index, [zone, resourcesOf]] of Object.entries(scenario.siblings ?? {}).entries()) {
    const address = addresses.spare(100 + index)
    managementServer.serve(siblingId(nodeId('checkout'), zone), resourcesOf(mesh, address))
    siblings.set(nameSibling(zone), await start('checkout', { zone, address }))
  }
  for (const fake of await startFakes(proxies.checkout, scenario.fakes ?? 0, addresses.spare(200), closing)) siblings.set(...fake)

  return {
    mesh,
    managementServer,
    proxies,
    siblings,
    application: { stop: () => application.stop() } satisfies Application,
    restartApplication: async () => {
      application = await startApplication(addresses.application, port)
    },
    onEnd,
    serve: proxy => managementServer.serve(nodeId(proxy), mesh.resources[proxy]),
    wait: seconds => sleep(seconds * 1000, undefined, { signal }),
  }
}

/** A real proxy of checkout's virtual node in another availability zone. */
const nameSibling = (zone: string): string => `checkout-${zone}`

/** What a proxy of checkout is given, its listener bound to the address. */
export const callerResources = ({ addresses }: Pick<Mesh, 'addresses'>, address: string): NodeResources => ({
  clusters: [edsCluster('payments'), ...passThroughClusters()],
  endpoints: [hosts(egressCluster('payments'), [{ address: addresses.payments }])],
  listeners: [egress({ address, backends: true })],
  routes: [backendRoutes('payments')],
  secrets: [],
})

const standardResources = (addresses: Addresses): Mesh['resources'] => ({
  checkout: callerResources({ addresses }, addresses.checkout),
  payments: {
    clusters: [applicationCluster('payments', { address: addresses.application, port }), ...passThroughClusters()],
    endpoints: [],
    listeners: [ingress({ address: addresses.payments }), egress({ address: addresses.payments, boundPort: 15001, backends: false })],
    routes: [ingressRouteConfiguration('payments')],
    secrets: [],
  },
})

async function startManagementServer(mesh: Mesh, isAppMesh: boolean): Promise<ManagementServer> {
  const at = `${mesh.addresses.managementServer}:${managementPort}`
  let server = new ManagementServer({ at })
  if (isAppMesh) {
    const authority = await makeAuthority('Lab control plane CA')
    const leaf = await issue(authority, [appMeshAddress])
    mesh.authorities['control-plane-ca'] = authority
    server = new ManagementServer({ at, certificate: { cert_chain: Buffer.from(leaf.chainPem), private_key: Buffer.from(leaf.keyPem) } })
  }
  for (const proxy of proxyNames) server.serve(nodeId(proxy), mesh.resources[proxy])
  await server.start()
  return server
}

async function waitUntilLive(admin: string, signal: AbortSignal): Promise<void> {
  for (let waited = 0; (await getText(`${admin}/ready`)) !== 'LIVE\n'; waited += 100) {
    if (waited > 20_000) throw new Error(`${admin} is not LIVE after 20 s; its scenario may need neverLive`)
    await sleep(100, undefined, { signal })
  }
}
