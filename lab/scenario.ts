/** What a scenario is: configuration, traffic, events and expectations. A fault is one small file with one such object. */
import type { Addresses } from './addresses.ts'
import type { AdsTransport } from './app-mesh/bootstrap.ts'
import type { Authority, Leaf } from './certificates.ts'
import type { RunningEnvoy } from './envoys/process.ts'
import type { JsonObject } from './management-server/encode.ts'
import type { ManagementServer } from './management-server/server.ts'
import type { NodeResources } from './management-server/resources.ts'
import type { Application } from './servers/application.ts'
import type { Flow } from './servers/traffic.ts'

/** The two proxies of the standard pair: `checkout` calls `payments`. */
export type ProxyName = 'checkout' | 'payments'
export const proxyNames = ['checkout', 'payments'] as const

/** The pair before it starts. `configure` changes it. */
export interface Mesh {
  readonly addresses: Addresses
  /** What the management server gives each proxy. */
  readonly resources: Record<ProxyName, NodeResources>
  /** Files in each proxy's certs/ folder. */
  readonly authorities: Record<string, Authority>
  readonly leaves: Record<string, Leaf>
  /** What the lab's DNS answers: name → IPv4 and IPv6 addresses. Everything else does not exist. */
  readonly names: Map<string, readonly string[]>
}

/** The pair while it runs. `before` makes things happen to it. */
export interface RunningPair {
  readonly mesh: Mesh
  readonly managementServer: ManagementServer
  readonly proxies: Record<ProxyName, RunningEnvoy>
  /** Further proxies of checkout's virtual node, by name. */
  readonly siblings: ReadonlyMap<string, RunningEnvoy>
  readonly application: Application
  /** Starts the application again after `application.stop()`. */
  readonly restartApplication: () => Promise<void>
  /** Sends the changed resources of a proxy. */
  readonly serve: (proxy: ProxyName) => void
  /** What the scenario opens itself is handed over here, and closed at the end. */
  readonly onEnd: (step: () => void | Promise<void>) => void
  /** Waits, in seconds. Ends early when the run is interrupted. */
  readonly wait: (seconds: number) => Promise<void>
}

/** How a proxy's process is started, where that is not as usual. */
export interface ProcessOptions {
  /** Limit of its open files. */
  openFiles?: number
  /** Worker threads; 1 unless told. */
  workers?: number
}

/** What a further proxy of checkout's virtual node is given; its listeners are bound to the address. */
export type SiblingResources = (mesh: Mesh, address: string) => NodeResources

/** A finding, by what it is about. An absent member matches anything. */
export interface ExpectedFinding {
  rule: string
  /** One of the pair, or a sibling of checkout by its name. */
  proxy?: string
  /** Envoy's own name of the cluster, listener, …; empty for the proxy itself. */
  subject?: string
}

/** `*` in `never`: every rule that is neither expected, allowed nor explained by the first cause. */
export interface Expectation {
  /** What `causes[0]` must be. Left out: nothing but info may be the first cause. */
  cause?: ExpectedFinding
  /** Further causes: independent of the first, so that it must not explain them. */
  causes?: readonly ExpectedFinding[]
  /** Further findings that must be there, of any severity. */
  findings?: readonly ExpectedFinding[]
  /** Findings of warning or above that may be there beside the named ones: true, but not what this scenario is about. */
  allowed?: readonly ExpectedFinding[]
  /** Rules that must not be reported as warning or above. */
  never: readonly string[]
}

export interface Scenario {
  /** One line: what happens. */
  title: string
  /** Which transports it is run with; `google_grpc` unless told. */
  ads?: readonly AdsTransport[]
  /** Which Envoy versions it can be run with; all unless told. */
  runsOn?: (version: string) => boolean
  /** The name of the management server in the bootstrap: the lab's address, or App Mesh's name (TLS, resolved to loopback). */
  controlPlane?: 'lab' | 'app-mesh'
  configure?: (mesh: Mesh) => void | Promise<void>
  /** Where the admin interface of `payments` listens, on a port that the machine has free; its own address unless told. */
  adminAddress?: string
  /** What the mesh's owner saved of its resources: answers of `aws appmesh describe-*`, given beside the proxies. */
  describes?: readonly JsonObject[]
  /** Changes the bootstrap of a proxy. */
  bootstrap?: (bootstrap: JsonObject, proxy: ProxyName) => JsonObject
  /** The proxies run without the privilege to bind ports up to 1024, also where the lab runs as root. */
  unprivileged?: boolean
  /** How the process of a proxy is started. */
  process?: (proxy: ProxyName) => ProcessOptions
  /** Further real proxies of checkout's virtual node, by their availability zone: all are named `checkout-ZONE`. */
  siblings?: Readonly<Record<string, SiblingResources>>
  /** So many more proxies of checkout's virtual node whose answers are checkout's own: `checkout-fake-1` and up. */
  fakes?: number
  /** Proxies that end before they serve: nothing but their log is left. */
  neverStarts?: readonly ProxyName[]
  /** Called before each proxy starts, `payments` first: hold back, refuse, stop. */
  beforeStart?: (proxy: ProxyName, managementServer: ManagementServer, mesh: Mesh) => void
  /** Proxies that never become LIVE here; the others are waited for. */
  neverLive?: readonly ProxyName[]
  /** One flow of good requests unless told; an empty list is silence. */
  traffic?: readonly Flow[]
  /** Happens after the pair is ready and traffic flows, before the first sample. */
  before?: (pair: RunningPair) => Promise<void>
  /** Happens between the two samples; begins when the first one is being taken. */
  during?: (pair: RunningPair) => Promise<void>
  /** Seconds of traffic before the first sample; 2 unless told. */
  warmUp?: number
  /** Servers that must stand before the proxies start. */
  servers?: (mesh: Mesh, onEnd: RunningPair['onEnd']) => Promise<void>
  /** Seconds between the two samples; 10 unless told. */
  seconds?: number
  /** Targets beside the two proxies. */
  moreTargets?: (mesh: Mesh) => readonly string[]
  /** What the saved answers together with the logs must lead to. */
  expect: Expectation
  /** What the two admin interfaces alone must lead to, where the logs say more than they do. */
  expectLive?: (transport: AdsTransport) => Expectation
}
