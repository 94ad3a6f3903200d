/**
 * Goals: a mesh at every quota of App Mesh at once (200 virtual nodes of 50 backends, 200 services, 200 routers of 50 routes to 10 targets,
 * 3 gateways of 10 routes) is diagnosed from saved resources in less than 2 s and 250 MiB; the same is collected from an API that refuses what
 * comes too fast in less than 60 s. Which of them hold on this machine is printed.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { atQuotas, makeMeshFolder } from './generate-mesh.ts'
import { measureInTurn, printMeasured } from './measure.ts'

const node = process.execPath
const folder = makeMeshFolder(atQuotas)
const routes = atQuotas.routers * atQuotas.routesPerRouter

checkReport()
const rows = measureInTurn([
  { name: 'diagnose', command: node, args: ['bin/run.js', 'diagnose', folder] },
  { name: 'JSON.parse of its routes alone', command: node, args: ['-e', parseRoutes(), `${folder}/describe-route.json`] },
], 5)
printMeasured('diagnose a saved mesh at every quota, whole process', rows)
const [mine] = rows
if (mine !== undefined) judge('diagnose', { seconds: mine.least / 1000, cpuSeconds: mine.cpu / 1000, mebibytes: mine.mebibytes }, { seconds: 2, mebibytes: 250 })

await measureCollection()

/** A figure is worth something only where a report came out, in which every route was judged. */
function checkReport(): void {
  const { status, stdout, stderr } = spawnSync(node, ['bin/run.js', 'diagnose', folder, '-o', 'json'], { encoding: 'utf8', maxBuffer: 1 << 30 })
  const { targets = [], coverage } = (stdout === '' ? {} : JSON.parse(stdout)) as { targets?: unknown[], coverage?: { clear: number } }
  if ((status === 0 || status === 1) && targets.length === 1 && coverage !== undefined && coverage.clear > routes * 10) return
  throw new Error(`nothing to measure, exit code ${String(status)}: ${stderr.slice(0, 500)}`)
}

/** The peer: no diagnosis of JSON costs less than parsing it. */
function parseRoutes(): string {
  return 'for (const text of require("node:fs").readFileSync(process.argv[1], "utf8").split(/^}\\n/m)) if (text !== "") JSON.parse(text + "}")'
}

async function measureCollection(): Promise<void> {
  await build({
    entryPoints: ['bench/mesh/fake-api.ts'], outdir: '.cache/bench/mesh', packages: 'external',
    bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning',
  })
  const api = spawn(node, ['.cache/bench/mesh/fake-api.js'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const said = createInterface({ input: api.stdout })[Symbol.asyncIterator]()
  const { value: url } = await said.next() as { value: string }
  const out = '.cache/bench/mesh-collected.tgz'
  const started = Date.now()
  rmSync(out, { force: true })
  const { status, stderr } = spawnSync(node, ['bin/run.js', 'collect', '--mesh', 'shop', '--endpoint-url', url, '--region', 'eu-west-1', '-O', out], {
    encoding: 'utf8',
    env: { ...process.env, AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example', AWS_EC2_METADATA_DISABLED: 'true' },
  })
  const seconds = (Date.now() - started) / 1000
  api.stdin.end()
  const { value: counts } = await said.next() as { value: string }
  await once(api, 'exit')
  if (status !== 0 || /failed/.test(stderr)) throw new Error(`the mesh was not collected whole, exit code ${String(status)}: ${stderr.slice(0, 500)}`)
  const { answered, refused } = JSON.parse(counts) as { answered: number, refused: number }
  console.log(`collect the same from an API on this machine: ${answered} requests answered, ${refused} refused as too fast and sent again`)
  judge('collect', { seconds }, { seconds: 60 })
}

/** Of wall times the least: others may use the machine too, which the time of the processors tells. */
function judge(name: string, measured: { seconds: number, cpuSeconds?: number, mebibytes?: number }, goal: { seconds: number, mebibytes?: number }): void {
  const met = (holds: boolean): string => holds ? 'met' : 'missed'
  const cpu = measured.cpuSeconds === undefined ? '' : ` (${measured.cpuSeconds.toFixed(2)} s of processors)`
  const memory = measured.mebibytes === undefined || goal.mebibytes === undefined ? '' : `; ${measured.mebibytes.toFixed(0)} of ${goal.mebibytes} MiB: ${met(measured.mebibytes < goal.mebibytes)}`
  console.log(`  ${name}: ${measured.seconds.toFixed(2)} of ${goal.seconds} s${cpu}: ${met(measured.seconds < goal.seconds)}${memory}`)
}
