import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'

/**
 * Who may import whom. Data flows one way: the world, snapshot, evidence, verdicts, report, text.
 * Everyone may import evidence, errors and facts. A folder that is not listed here may import nothing of ours.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  evidence: [],
  'errors.ts': [],
  http: ['snapshot'],
  snapshot: [],
  providers: [],
  analysis: ['providers'],
  mesh: ['analysis', 'providers'],
  assemble: ['providers', 'analysis', 'snapshot'],
  engine: ['analysis', 'providers'],
  sources: ['snapshot', 'http', 'assemble', 'analysis', 'providers'],
  catalogue: ['engine', 'analysis', 'snapshot'],
  explain: ['catalogue', 'engine', 'analysis', 'report', 'sources'],
  proxy: ['analysis', 'providers'],
  report: ['engine', 'mesh', 'logs', 'proxy'],
  store: ['engine'],
  notify: ['engine', 'store', 'report', 'configuration', 'targets', 'http'],
  sweep: ['diagnose.ts', 'load-rule-set.ts', 'color.ts', 'engine', 'report', 'store', 'notify', 'sources', 'snapshot', 'http', 'targets', 'configuration', 'providers', 'progress-line.ts'],
  logs: ['sources', 'snapshot', 'engine', 'catalogue', 'explain', 'analysis'],
  configuration: ['analysis'],
  targets: ['configuration', 'http'],
  exporter: ['diagnose.ts', 'engine', 'sources', 'snapshot', 'http', 'targets', 'configuration', 'report'],
  'diagnose.ts': ['sources', 'snapshot', 'engine', 'assemble'],
  'open-evidence.ts': ['sources', 'snapshot', 'http'],
  'open-mesh.ts': ['sources', 'snapshot', 'open-evidence.ts', 'mesh'],
  'open-workloads.ts': ['sources', 'snapshot', 'assemble', 'mesh', 'providers'],
  'open-proxies.ts': ['sources', 'snapshot', 'assemble', 'analysis'],
  'read-bootstrap.ts': ['sources', 'snapshot'],
  'list-samples.ts': ['sources', 'snapshot'],
  'show-proxies.ts': ['open-evidence.ts', 'open-proxies.ts', 'snapshot', 'proxy', 'report', 'color.ts', 'parse-flags.ts', 'print-remarks.ts', 'progress-line.ts'],
  'proxy-flags.ts': ['color.ts'],
  'load-rule-set.ts': ['catalogue', 'engine', 'diagnose.ts'],
  'write-outputs.ts': ['report', 'engine', 'color.ts'],
  'mesh-flags.ts': ['open-evidence.ts'],
  'print-error.ts': [],
  'print-remarks.ts': ['report'],
  'parse-flags.ts': [],
  'color.ts': [],
  'progress-line.ts': ['sources'],
  'run.ts': ['print-error.ts'],
  'run-examples.ts': ['catalogue', 'diagnose.ts', 'engine'],
}

/** Sources do not know one another; only these join them. */
const joinsSources: ReadonlySet<string> = new Set(['sources/read-proxy.ts', 'sources/sniff.ts'])

/** What only these may touch. Commands and what they print through are the edge of the program. */
const impure = /^node:(?:fs|net|http|https|child_process|worker_threads|dns|os|readline)/
const mayBeImpure = /^(?:http|snapshot|sources\/(?:collect|logs)|logs\/(?:inputs|parallel|read-log-files)|catalogue|commands|store|notify|sweep|exporter\/(?:web|run-exporter|allow-probe)|targets|run\.ts|write-outputs\.ts|open-evidence\.ts)/
const edge = /^(?:commands|run\.ts|write-outputs\.ts|open-evidence\.ts|progress-line\.ts|print-error\.ts)/

interface SourceFile { name: string, text: string, imports: readonly string[] }

function readSources(): SourceFile[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts')).map(name => {
    const text = readFileSync(join('src', name), 'utf8')
    const imports = [...text.matchAll(/(?:from |import\(|^import )'([^']+)'/gm)].map(match => match[1] ?? '')
    return { name, text, imports }
  })
}

const areaOf = (name: string): string => name.split('/')[0] ?? name
const resolve = (from: string, target: string): string => relative('.', normalize(join(dirname(from), target)))

describe('architecture', () => {
  const sources = readSources()

  it('has sources to look at', () => assert.ok(sources.length > 50))

  for (const { name, imports } of sources.filter(source => areaOf(source.name) !== 'commands')) {
    it(`${name} imports only what it may`, () => {
      const area = areaOf(name)
      const mine = allowed[area]
      assert.ok(mine !== undefined, `${area} is not in the table of this test`)
      for (const target of imports.filter(path => path.startsWith('.')).map(path => resolve(name, path))) {
        const other = areaOf(target)
        assert.ok(other === area || other === 'evidence' || other === 'errors.ts' || mine.includes(other), `${name} may not import ${target}`)
        if (area === 'sources' && other === 'sources' && !joinsSources.has(name)) {
          assert.equal(target.split('/')[1], name.split('/')[1], `${name} may not import another source, ${target}`)
        }
      }
    })
  }

  it('only the edges do I/O', () => {
    const guilty = sources.filter(({ name, imports }) => !mayBeImpure.test(name) && imports.some(path => impure.test(path)))
    assert.deepEqual(guilty.map(source => source.name), [])
  })

  it('only commands touch process and standard streams', () => {
    const guilty = sources.filter(({ name, text }) => !edge.test(name) && /\bprocess\.(?:std|exit|argv|env|on)|\bconsole\./.test(text))
    assert.deepEqual(guilty.map(source => source.name), [])
  })

  it('nothing between snapshot and text asks the clock or chance', () => {
    const pure = /^(?:evidence|providers|analysis|mesh|proxy|assemble|engine|report|exporter\/(?:page|metrics|extension))\//
    const guilty = sources.filter(({ name, text }) => pure.test(name) && /Date\.now\(|new Date\(\)|Math\.random|performance\.now/.test(text))
    assert.deepEqual(guilty.map(source => source.name), [])
  })

  it('has no drawers', () => {
    const drawers = sources.filter(({ name }) => /(?:^|\/)(?:utils?|common|helpers?|shared|misc|types)(?:\/|\.ts$)/.test(name))
    assert.deepEqual(drawers.map(source => source.name), [])
  })
})
