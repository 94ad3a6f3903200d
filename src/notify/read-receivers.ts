import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Setting } from '../configuration/setting.ts'
import { severities } from '../engine/report.ts'
import { ConfigurationError } from '../errors.ts'
import { readLabels } from '../targets/labels.ts'
import { noticeKinds, type NoticeKind } from './notice.ts'
import type { ReceiverConfig, ReceiverSettings, SecretPlace } from './receiver.ts'
import { parseTemplate, type Template } from './template.ts'

const kinds = ['webhook', 'slack', 'alertmanager', 'pagerduty', 'email', 'command'] as const

/** Reads `notify:`, a list of receivers; each has one key that says what it is. @param folder against which paths are relative */
export function readReceivers(setting: Setting | undefined, folder: string): ReceiverConfig[] {
  const names = new Set<string>()
  return (setting?.items() ?? []).flatMap((item, i): ReceiverConfig[] => {
    const found = item.fields([...kinds, 'name', 'min_severity', 'on', 'template'])
    const given = kinds.filter(kind => found[kind] !== undefined)
    const [kind] = given
    if (kind === undefined || given.length > 1) {
      item.reject(`has exactly one of ${kinds.join(', ')}`)
      return []
    }
    const name = found.name?.text() ?? `${kind}-${i + 1}`
    if (names.has(name)) item.reject(`has the name ${name}, which another receiver has`)
    names.add(name)
    const settings = readers[kind](found[kind] ?? item, folder)
    if (found.template !== undefined && (kind === 'alertmanager' || kind === 'pagerduty')) found.template.reject(`has no effect for ${kind}, whose form is fixed`)
    const on = (found.on?.items() ?? []).map(one => one.word(noticeKinds)).filter(word => word !== undefined)
    return settings === undefined ? [] : [{
      name, settings, minSeverity: found.min_severity?.word(severities) ?? 'warning',
      kinds: new Set<NoticeKind>(found.on === undefined ? noticeKinds : on), template: readTemplate(found.template, folder),
    }]
  })
}

type Read = (setting: Setting, folder: string) => ReceiverSettings | undefined

const readers: Readonly<Record<(typeof kinds)[number], Read>> = {
  webhook(setting, folder) {
    const { url, url_env: urlEnv, url_file: urlFile, secret_env: env, secret_file: file } = setting.fields(['url', 'url_env', 'url_file', 'secret_env', 'secret_file'])
    const address = readUrl(setting, url, urlEnv, urlFile, folder)
    return address === undefined ? undefined : { kind: 'webhook', url: address, secret: readSecret(env, file, folder) }
  },
  slack(setting, folder) {
    const { url, url_env: urlEnv, url_file: urlFile } = setting.fields(['url', 'url_env', 'url_file'])
    const address = readUrl(setting, url, urlEnv, urlFile, folder)
    return address === undefined ? undefined : { kind: 'slack', url: address }
  },
  alertmanager(setting) {
    const { url, labels, hold } = setting.fields(['url', 'labels', 'hold'])
    const address = readHttp(url)
    if (url === undefined) setting.reject('lacks url')
    return { kind: 'alertmanager', url: (address ?? '').replace(/\/+$/, ''), labels: labels === undefined ? {} : readLabels(labels), hold: hold?.seconds(60, 30 * 86_400) ?? 7200 }
  },
  pagerduty(setting, folder) {
    const { url, routing_key_env: env, routing_key_file: file } = setting.fields(['url', 'routing_key_env', 'routing_key_file'])
    const routingKey = readSecret(env, file, folder)
    if (routingKey === undefined) setting.reject('lacks routing_key_env or routing_key_file')
    return routingKey === undefined ? undefined : { kind: 'pagerduty', url: readHttp(url) ?? 'https://events.pagerduty.com/v2/enqueue', routingKey }
  },
  email(setting, folder) {
    const { smtp, user, password_env: env, password_file: file, from, to } = setting.fields(['smtp', 'user', 'password_env', 'password_file', 'from', 'to'])
    for (const [name, value] of Object.entries({ smtp, from, to })) if (value === undefined) setting.reject(`lacks ${name}`)
    const server = smtp?.text()
    if (server !== undefined && !/^smtps?:\/\/[^\s/@]+$/.test(server)) smtp?.reject('is smtp://HOST:PORT or smtps://HOST:PORT; user and password stand by themselves')
    return { kind: 'email', smtp: server ?? '', user: user?.text(), password: readSecret(env, file, folder), from: from?.text() ?? '', to: to?.texts() ?? [] }
  },
  command(setting, folder) {
    const { run } = setting.fields(['run'])
    const words = run?.texts() ?? []
    const [program, ...args] = words
    if (program === undefined) setting.reject('lacks run, a list of a program and its arguments')
    return program === undefined ? undefined : { kind: 'command', run: [program.startsWith('.') ? resolve(folder, program) : program, ...args] }
  },
}

/** A URL that is itself a secret stands elsewhere. */
function readUrl(setting: Setting, url: Setting | undefined, env: Setting | undefined, file: Setting | undefined, folder: string): string | SecretPlace | undefined {
  const place = readSecret(env, file, folder)
  if ((url === undefined) === (place === undefined)) {
    setting.reject('has one of url, url_env and url_file')
    return undefined
  }
  return place ?? readHttp(url)
}

function readHttp(url: Setting | undefined): string | undefined {
  const text = url?.text()
  if (text === undefined) return undefined
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).password === '') return text
  url?.reject('is an address that begins with http:// or https:// and holds no password')
  return undefined
}

function readSecret(env: Setting | undefined, file: Setting | undefined, folder: string): SecretPlace | undefined {
  if (env !== undefined && file !== undefined) file.reject('cannot stand beside the variable: one place is enough')
  const variable = env?.text()
  if (variable !== undefined) return { env: variable }
  const path = file?.text()
  return path === undefined ? undefined : { file: resolve(folder, path) }
}

function readTemplate(setting: Setting | undefined, folder: string): Template | undefined {
  const path = setting?.text()
  if (path === undefined) return undefined
  try {
    return parseTemplate(readFileSync(resolve(folder, path), 'utf8'), path)
  } catch (error) {
    const places = error instanceof ConfigurationError ? error.mistakes.map(({ line, column, message }) => `${line}:${column} ${message}`).join('; ') : error instanceof Error ? error.message : String(error)
    setting?.reject(`cannot be used: ${places}`)
    return undefined
  }
}
