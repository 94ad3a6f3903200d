import type { AppMeshClient } from '@aws-sdk/client-app-mesh'
import { quoteWord } from '../../../analysis/shell-word.ts'
import { CollectError } from '../../../errors.ts'
import type { MeshKind } from '../../../evidence/mesh/resource.ts'
import type { Answer, Failure, ProxySnapshot, Snapshot } from '../../../snapshot/snapshot.ts'
import { makeClient } from './client.ts'
import { explainFailure, type ApiFailure } from './explain-failure.ts'
import { describe, describePath, listKey, listPage, listPath, type Described, type MeshScope } from './operations.ts'
import type { MeshRequest } from './request.ts'

/** Requests under way at a time: enough to hide latency, far below what the API bears. */
const concurrency = 6

/**
 * Asks App Mesh's API for all resources of some meshes. What fails stands where the answer would, with its reason; the rest is kept.
 * @throws CollectError where nothing could be read at all: the API does not answer, or refuses the credentials
 */
export async function collectMeshes(request: MeshRequest): Promise<Snapshot> {
  const client = makeClient(request)
  try {
    const proxies: ProxySnapshot[] = []
    for (const name of request.names) proxies.push(await new MeshVisit(client, name, request).run())
    return { proxies, problems: [], close: () => Promise.resolve() }
  } finally {
    client.destroy()
  }
}

class MeshVisit {
  readonly #client: AppMeshClient
  readonly #name: string
  readonly #request: MeshRequest
  readonly #scope: MeshScope
  readonly #answers: Answer[] = []
  #done = 0
  #total = 5
  #stopped: ApiFailure | undefined

  constructor(client: AppMeshClient, name: string, request: MeshRequest) {
    this.#client = client
    this.#name = name
    this.#request = request
    this.#scope = { meshName: name, ...request.owner === undefined ? {} : { meshOwner: request.owner } }
  }

  async run(): Promise<ProxySnapshot> {
    await this.#describe({ kind: 'mesh', name: this.#name, parent: undefined })
    const [nodes, services, routers, gateways] = await Promise.all([
      this.#list('virtualNode'), this.#list('virtualService'), this.#list('virtualRouter'), this.#list('virtualGateway'),
    ])
    this.#total += routers.length + gateways.length
    const inner = await this.#eachOf([...routers.map(name => ['route', name] as const), ...gateways.map(name => ['gatewayRoute', name] as const)],
      async ([kind, parent]) => (await this.#list(kind, parent)).map(name => ({ kind, name, parent })))
    const all: Described[] = [
      ...nodes.map(name => ({ kind: 'virtualNode' as const, name, parent: undefined })),
      ...services.map(name => ({ kind: 'virtualService' as const, name, parent: undefined })),
      ...routers.map(name => ({ kind: 'virtualRouter' as const, name, parent: undefined })),
      ...gateways.map(name => ({ kind: 'virtualGateway' as const, name, parent: undefined })),
      ...inner.flat(),
    ]
    this.#total += all.length
    await this.#eachOf(all, resource => this.#describe(resource))
    const nothing = this.#answers.every(answer => (answer.bytes ?? 0) === 0)
    if (nothing) throw this.#explainNothing()
    return { name: `mesh/${this.#name}`, live: true, answers: this.#answers, unreachable: undefined }
  }

  async #describe(resource: Described): Promise<void> {
    const path = describePath(this.#name, resource)
    const got = await this.#ask(path, sending => describe(this.#client, this.#scope, resource, sending))
    this.#keep(path, got.failure, got.value === undefined ? undefined : withoutMetadata(got.value))
  }

  /** All pages of a list as one answer. Where a page fails, the pages before it are kept, and the list says that it is not whole. */
  async #list(kind: Exclude<MeshKind, 'mesh'>, parent?: string): Promise<string[]> {
    const path = listPath(this.#name, kind, parent)
    const items: unknown[] = []
    let nextToken: string | undefined
    let failure: ApiFailure | undefined
    const seen = new Set<string>()
    do {
      const page = nextToken
      const got = await this.#ask(path, sending => listPage[kind](this.#client, { ...this.#scope, ...page === undefined ? {} : { nextToken: page } }, parent ?? '', sending))
      failure = got.failure
      if (got.value === undefined) break
      const list = (got.value as Readonly<Record<string, unknown>>)[listKey(kind)]
      if (Array.isArray(list)) items.push(...list as unknown[])
      nextToken = got.value.nextToken
      if (nextToken !== undefined && seen.has(nextToken)) {
        failure = { reason: 'unreadable', message: 'the API gives the same page again and again', fatal: false }
        break
      }
      seen.add(nextToken ?? '')
    } while (nextToken !== undefined)
    const partial = failure !== undefined && nextToken !== undefined
    const body = failure === undefined ? { [listKey(kind)]: items } : partial ? { [listKey(kind)]: items, nextToken } : undefined
    this.#keep(path, failure === undefined ? undefined : { ...failure, reason: partial ? 'cut' : failure.reason }, body)
    const nameKey = `${kind}Name`
    return items.flatMap(item => {
      const name = (item as Readonly<Record<string, unknown>>)[nameKey]
      return typeof name === 'string' ? [name] : []
    })
  }

  async #ask<T>(path: string, send: (sending: { abortSignal?: AbortSignal }) => Promise<T>): Promise<{ value?: T, failure?: ApiFailure }> {
    const { signal, onStep } = this.#request
    onStep?.({ mesh: this.#name, step: path, done: this.#done, total: this.#total })
    try {
      if (this.#stopped !== undefined) return { failure: this.#stopped }
      return { value: await send(signal === undefined ? {} : { abortSignal: signal }) }
    } catch (error) {
      const failure = explainFailure(error)
      // What is wrong with the address or the credentials is wrong for all that would follow.
      if (failure.fatal) this.#stopped ??= failure
      return { failure }
    } finally {
      this.#done++
    }
  }

  #keep(path: string, failure: ApiFailure | undefined, body: object | undefined): void {
    const bytes = new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body, null, 1))
    this.#answers.push({
      kind: 'mesh', source: `appmesh:${path}`, query: path, readAt: Date.now(), readAtFrom: 'recorded', bytes: bytes.length,
      failure: failure === undefined ? undefined : { reason: failure.reason, message: failure.message },
      open: async function* () {
        await Promise.resolve()
        if (bytes.length > 0) yield bytes
      },
    })
  }

  async #eachOf<T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<U[]> {
    const results: U[] = []
    let next = 0
    const worker = async (): Promise<void> => {
      for (let at = next++; at < items.length; at = next++) {
        const item = items[at]
        if (item !== undefined) results[at] = await work(item)
      }
    }
    await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker))
    return results
  }

  #explainNothing(): CollectError {
    const failure: Failure | undefined = this.#stopped ?? this.#answers.find(answer => answer.failure !== undefined)?.failure
    const where = this.#request.endpointUrl ?? (this.#request.region === undefined ? "AWS's endpoint" : `AWS's endpoint in ${this.#request.region}`)
    const what = `Mesh ${JSON.stringify(this.#name)} could not be read from ${where}: ${failure?.message ?? 'no answer'}`
    if (this.#stopped?.isOfCredentials === true) return new CollectError({ what, ...explainCredentials(this.#request) })
    return new CollectError({
      what,
      why: isSilent(failure) && this.#request.endpointUrl === undefined
        ? 'AWS ended App Mesh on 2026-09-30, and its API answers nobody since.'
        : 'Not a single request was answered as App Mesh does. AWS ended App Mesh on 2026-09-30; only a private endpoint or an emulator can still answer.',
      tryThis: failure?.message === 'no Region is set' ? 'Name the Region with --region, or give saved resources.' : `Give saved resources instead: ${savedForms}; where an API still answers, name it with --endpoint-url.`,
    })
  }
}

/** Where credentials were to come from, and how to see whether they are any good. */
function explainCredentials({ profile, roleArn }: MeshRequest): { why: string, tryThis: string } {
  const keys = profile === undefined ? 'the keys that the AWS CLI would take: of the environment, the default profile, or the machine' : `the keys of profile ${JSON.stringify(profile)}`
  return {
    why: roleArn === undefined ? `Requests were to be signed with ${keys}.` : `Role ${roleArn} was to be assumed with ${keys}.`,
    tryThis: `\`aws sts get-caller-identity${profile === undefined ? '' : ` --profile ${quoteWord(profile)}`}\` shows whether they hold${roleArn === undefined ? '' : '; the role must trust who they are'}. Or give saved resources: ${savedForms}.`,
  }
}

const savedForms = 'JSON of `aws appmesh describe-…` and `list-…`, '
  + '`kubectl get meshes,virtualnodes,virtualservices,virtualrouters,virtualgateways,gatewayroutes -A -o yaml`, or the CloudFormation template'

/** Nobody answered, be it the network's fault or for want of a service. */
function isSilent(failure: Failure | undefined): boolean {
  return failure !== undefined && ['dns', 'refused', 'reset', 'timeout'].includes(failure.reason)
}

/** The SDK's own remarks are no part of the answer. */
function withoutMetadata(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== '$metadata'))
}
