/** Saves what the proxies of a scenario answer, as a folder a proxy: the form in which fixtures are kept and `diagnose` reads them. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { getText } from './envoys/admin.ts'
import type { RunningEnvoy } from './envoys/process.ts'
import { type RunningPair, type Scenario, proxyNames } from './scenario.ts'

const answers: Readonly<Record<string, string>> = {
  'config_dump.json': '/config_dump?include_eds',
  'clusters.json': '/clusters?format=json',
  'listeners.json': '/listeners?format=json',
  'certs.json': '/certs',
  'server_info.json': '/server_info',
}

/** The pair and its siblings, by name. */
export const listProxies = (pair: RunningPair): [string, RunningEnvoy][] =>
  [...proxyNames.map(name => [name, pair.proxies[name]] satisfies [string, RunningEnvoy]), ...pair.siblings]

/** The first of the two samples. */
export async function saveFirstSample(pair: RunningPair, folder: string): Promise<void> {
  for (const [name, proxy] of listProxies(pair)) {
    await mkdir(join(folder, name), { recursive: true })
    await save(proxy, '/stats', join(folder, name, 'stats-1.txt'))
  }
}

/** The second sample, everything else and the logs; one answer after the other, as a proxy's admin likes it. */
export async function saveRest(pair: RunningPair, folder: string): Promise<void> {
  for (const [name, proxy] of listProxies(pair)) {
    const place = join(folder, name)
    await save(proxy, '/stats', join(place, 'stats-2.txt'))
    for (const [file, path] of Object.entries(answers)) await save(proxy, path, join(place, file))
    const accessLog = await readFile(proxy.accessLog)
    if (accessLog.length > 0) await writeFile(join(place, 'access.log'), accessLog)
    const adminLog = await readFile(proxy.adminLog, 'utf8').catch(() => '')
    if (/ "POST \//.test(adminLog)) await writeFile(join(place, 'envoy_admin_access.log'), adminLog)
    await writeFile(join(place, 'envoy.log'), dropExtensions(await readFile(proxy.processLog, 'utf8')))
  }
}

/** App Mesh's resources, a file each beside the proxies' folders; gives the files' names. */
export async function saveResources(describes: Scenario['describes'], folder: string): Promise<string[]> {
  const files = (describes ?? []).map((resource, index) => ({ file: join(folder, `describe-${index + 1}.json`), text: `${JSON.stringify(resource, null, 1)}\n` }))
  await mkdir(folder, { recursive: true })
  for (const { file, text } of files) await writeFile(file, text)
  return files.map(({ file }) => file)
}

/** What the scenario expects, in the words of a saved snapshot: a target is its folder's name. */
export async function saveExpectation(scenario: Scenario, origin: Readonly<Record<string, string>>, folder: string): Promise<void> {
  const { cause, causes = [], findings = [], allowed = [], never } = scenario.expect
  await writeFile(join(folder, 'expected.yaml'), stringify({ title: scenario.title, origin, ...(cause && { cause }), findings: [...causes, ...findings], allowed, never }))
}

/** A proxy that does not answer leaves no file: absent is not empty. */
async function save(proxy: RunningEnvoy, path: string, file: string): Promise<void> {
  const text = await getText(proxy.admin + path)
  if (text !== undefined) await writeFile(file, file.endsWith('.json') ? reduce(text) : text)
}

/** Drops the list of compiled-in extensions that every start prints: nine tenths of a short log. */
const dropExtensions = (log: string): string =>
  log.split('\n').filter(line => !/\[info\]\[main\] \[[^\]]+\] {3}(?:envoy|quic)[\w.]*: /.test(line)).join('\n')

/** Drops `extensions` of the node: a list of everything compiled in, two thirds of the bytes, the same for every proxy of a version. */
function reduce(text: string): string {
  const json = JSON.parse(text, (key, value: unknown) => key === 'extensions' && Array.isArray(value) ? undefined : value) as unknown
  return `${JSON.stringify(json, null, 1)}\n`
}
