import { UsageError } from '../errors.ts'
import { isReadOnlyPath } from './allow-list.ts'

/** An admin interface, over TCP or a Unix socket. */
export interface LiveTarget {
  /** As given, without credentials: what a report prints. */
  name: string
  /** `http://127.0.0.1:9901`; of a Unix socket a name that nobody resolves. */
  origin: string
  /** Put before every path: empty, or `/api/…/proxy` of something in front of Envoy. */
  basePath: string
  socketPath: string | undefined
  /** The value of an Authorization header, from `user:password@` in the URL. */
  authorization: string | undefined
}

/** Whether an argument means something to connect to rather than something to open. */
export function looksLikeTarget(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^unix:/i.test(text)
}

/** Reads `http://host:port`, `https://…` or `unix:/path/admin.sock`. Throws a UsageError that says what to write instead. */
export function parseTarget(text: string): LiveTarget {
  if (/^unix:/i.test(text)) return parseSocket(text)
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase()
  if (scheme !== 'http' && scheme !== 'https') {
    throw new UsageError({
      what: `${JSON.stringify(text)} is not the address of an admin interface`,
      why: scheme === undefined ? 'An address begins with http://, https:// or unix:.' : `The scheme ${scheme}:// is not one Envoy's admin interface speaks.`,
      tryThis: 'Write http://127.0.0.1:9901, https://…, or unix:/path/admin.sock.',
    })
  }
  if (!URL.canParse(text)) {
    throw new UsageError({
      what: `${JSON.stringify(text)} is not a URL`,
      why: 'It cannot be split into a host and a port.',
      tryThis: 'Write http://HOST:PORT, and IPv6 addresses in brackets: http://[::1]:9901.',
    })
  }
  const url = new URL(text)
  // A pasted http://host:9901/stats means the interface, not a prefix.
  const path = url.pathname.replace(/\/+$/, '')
  const basePath = isReadOnlyPath(path) ? '' : path
  return {
    name: `${url.origin}${basePath}`,
    origin: url.origin,
    basePath,
    socketPath: undefined,
    authorization: url.username === '' && url.password === '' ? undefined : basic(url.username, url.password),
  }
}

function parseSocket(text: string): LiveTarget {
  const path = text.slice('unix:'.length).replace(/^\/\/(?=\/)/, '')
  if (!path.startsWith('/')) {
    throw new UsageError({
      what: `${JSON.stringify(text)} is not the path of a Unix socket`,
      why: 'The path after unix: has to be absolute.',
      tryThis: 'Write unix:/path/admin.sock.',
    })
  }
  return { name: `unix:${path}`, origin: 'http://localhost', basePath: '', socketPath: path, authorization: undefined }
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${decodePercent(user)}:${decodePercent(password)}`).toString('base64')}`
}

/** A percent sign that begins no escape stands for itself. */
function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, escaped => Buffer.from(escaped.replaceAll('%', ''), 'hex').toString('utf8'))
}
