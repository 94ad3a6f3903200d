import { MeshmedicError } from '../errors.ts'

/** What every fact says: what it means, how to tell it from its like, what to do, where it comes from. */
export interface Fact {
  means: string
  tell?: string
  do?: string
  /** Ids of rules that find it. */
  rules?: readonly string[]
}

/** `since`: Envoy 1.x. `status`: what Envoy sends with it. */
export interface ResponseFlag extends Fact { long: string, status: string, since: number, stats?: readonly string[] }

/** `was`: older spellings. */
export interface ResponseDetail extends Fact { code?: number, flag?: string | readonly string[], was?: readonly string[] }

export interface GrpcCode extends Fact { code: number, name: string, appMesh?: string }

/** `by`: who complained, this Envoy or the other side. */
export interface TlsError extends Fact { name: string, code: number, by: 'us' | 'peer', was?: readonly string[], stats?: readonly string[] }

export interface TlsText extends Fact { text: string, by?: 'us' | 'peer' }

export interface StatFact extends Fact { scope: string, kind: 'counter' | 'gauge' | 'histogram' | 'text', bad?: string | number, flag?: string }

export interface ProcessText extends Fact { text: string }

/** facts/*.yaml as they stand; each file names its source. */
export interface Facts {
  'response-flags': { source: string, flags: Readonly<Record<string, ResponseFlag>> }
  'response-code-details': { source: string, details: Readonly<Record<string, ResponseDetail>>, resets: Readonly<Record<string, ResponseDetail>> }
  /** `appMeshEnded` goes with every `appMesh`: its control plane is gone. */
  'grpc-codes': { source: string, appMeshEnded: string, codes: readonly GrpcCode[] }
  'tls-errors': { source: string, errors: readonly TlsError[], texts: readonly TlsText[], transport: readonly TlsText[] }
  stats: { source: string, scopes: Readonly<Record<string, string>>, stats: Readonly<Record<string, StatFact>> }
  'process-log': { source: string, lines: readonly ProcessText[] }
}

export const factNames = ['response-flags', 'response-code-details', 'grpc-codes', 'tls-errors', 'stats', 'process-log'] as const satisfies readonly (keyof Facts)[]

/**
 * Takes the facts out of the catalogue. Their shape is held by a test of the files; here only their presence is.
 * @throws MeshmedicError when one is missing: the build and the program are of two minds.
 */
export function loadFacts(all: Readonly<Record<string, unknown>>): Facts {
  const missing = factNames.filter(name => typeof all[name] !== 'object' || all[name] === null)
  if (missing.length > 0) {
    throw new MeshmedicError({
      what: `The facts ${missing.join(', ')} are missing.`,
      why: 'The compiled catalogue does not hold them.',
      tryThis: 'Install meshmedic again, or run `npm run build` in its source.',
    })
  }
  return all as unknown as Facts
}
