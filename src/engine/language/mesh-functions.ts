import type { Environment } from '@marcbachmann/cel-js'
import { whyNoPrivateCertificate, splitArn } from '../../analysis/mesh/certificates.ts'
import { changeCommand, showCommand, type Named } from '../../analysis/mesh/commands.ts'
import { listCrowded } from '../../analysis/mesh/crowd.ts'
import { listCheckFlaws } from '../../analysis/mesh/health-checks.ts'
import { findService, looksExternal, whyAmbiguous, whyNeverResolved } from '../../analysis/mesh/names.ts'
import { listEarlyListeners } from '../../analysis/mesh/listener-timeouts.ts'
import { hasUnlikeTarget } from '../../analysis/mesh/protocols.ts'
import { listMissingNames, listUnlistedServices } from '../../analysis/mesh/requested-names.ts'
import { listRetryFlaws } from '../../analysis/mesh/retries.ts'
import { listSharedTcpPorts } from '../../analysis/mesh/tcp-ports.ts'
import { listTlsMismatches, listUnmatchedPorts } from '../../analysis/mesh/tls-policies.ts'
import { nearestName } from '../../analysis/index.ts'
import { quoteWord } from '../../analysis/shell-word.ts'
import { Absent } from '../../evidence/absent.ts'
import type { Backend, Mesh, MeshListener, MeshRoute, PlacedPolicy, VirtualNode } from '../../evidence/mesh/records.ts'
import type { LogGroup, Proxy, RecordName } from '../../evidence/schema.ts'
import { viewOf } from './views.ts'

interface View<T> { raw: T }
const unwrap = <T>(list: readonly View<T>[]): T[] => list.map(view => view.raw)

/** Records that `look()` and `change()` take, with the kind of their resource. */
const commanded: Readonly<Partial<Record<RecordName, string>>> = {
  Mesh: 'mesh', VirtualNode: 'virtualNode', VirtualService: 'virtualService', VirtualRouter: 'virtualRouter', MeshRoute: 'route',
  VirtualGateway: 'virtualGateway', GatewayRoute: 'gatewayRoute', MeshEndpoint: '', AnyResource: '',
}

type Commanded = Named & { kind?: string, mesh?: { name: string }, routerName?: string, gatewayName?: string, parentName?: string }

/** Functions about App Mesh's resources. What only another system could tell throws Absent. */
export function registerMeshFunctions(environment: Environment): void {
  const register = (signature: string, handler: (...args: never[]) => unknown): void => {
    environment.registerFunction(signature, handler, { async: false })
  }
  for (const [record, kind = ''] of Object.entries(commanded)) {
    for (const [name, command] of [['look', showCommand], ['change', changeCommand]] as const) {
      register(`${name}(${record}): string`, ({ raw }: View<Commanded>) =>
        command(kind === '' ? raw.kind ?? '' : kind, raw, raw.mesh?.name ?? raw.name, raw.routerName ?? raw.gatewayName ?? raw.parentName))
    }
  }
  register('quoted(string): string', quoteWord)
  register('nearest(string, list<string>): string', (name: string, names: readonly string[]) => nearestName(name, names) ?? '')
  register('arnRegion(string): string', (arn: string) => splitArn(arn)?.region ?? '')
  register('arnAccount(string): string', (arn: string) => splitArn(arn)?.account ?? '')
  register('arnService(string): string', (arn: string) => splitArn(arn)?.service ?? '')
  register('privateCertificateFlaw(string, string): string', whyNoPrivateCertificate)
  register('checkFlaws(MeshListener): list<string>', ({ raw }: View<MeshListener>) => listCheckFlaws(raw))
  register('unlistedServices(VirtualNode, list<LogGroup>): list<string>',
    ({ raw }: View<VirtualNode>, groups: readonly View<LogGroup>[]) => listUnlistedServices(raw, unwrap(groups)))
  register('missingNames(VirtualNode, list<LogGroup>): list<string>',
    ({ raw }: View<VirtualNode>, groups: readonly View<LogGroup>[]) => listMissingNames(raw, unwrap(groups)))
  register('tlsMismatches(Backend): list<string>', ({ raw }: View<Backend>) => listTlsMismatches(raw))
  register('unmatchedPorts(PlacedPolicy): list<string>', ({ raw }: View<PlacedPolicy>) => listUnmatchedPorts(raw))
  register('retryFlaws(MeshRoute): list<string>', ({ raw }: View<MeshRoute>) => listRetryFlaws(raw))
  register('earlyListeners(MeshRoute): list<string>', ({ raw }: View<MeshRoute>) => listEarlyListeners(raw))
  register('sharedTcpPorts(VirtualNode): list<string>', ({ raw }: View<VirtualNode>) => listSharedTcpPorts(raw))
  register('hasUnlikeTarget(MeshRoute): bool', ({ raw }: View<MeshRoute>) => hasUnlikeTarget(raw))
  register('servicesCalled(Mesh, string): list<VirtualService>', ({ raw }: View<Mesh>, name: string) => {
    const found = findService(raw, name)
    return found === undefined ? [] : [viewOf('VirtualService', found)]
  })
  register('looksExternal(string): bool', looksExternal)
  register('ambiguousNames(Mesh): string', ({ raw }: View<Mesh>) => whyAmbiguous(raw) ?? '')
  register('neverResolved(string): string', (name: string) => {
    const why = whyNeverResolved(name)
    if (why === undefined) throw needsLookUp
    return why
  })
  register('crowdedEndpoints(list<Proxy>): list<string>', (proxies: readonly View<Proxy>[]) => listCrowded(unwrap(proxies)))
}

const needsLookUp = new Absent('other system', "whether the name resolves only a DNS look-up in the callers' network tells, and none was made")
