/** Builds what ships (dist/) and what mocha runs (dist-test/): one esbuild call each, chunks shared between entries. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { Plugin } from '@oclif/core'
import { bundleLazyModules, slimOclif } from './build/slim-oclif.ts'
import { buildCatalogue } from './src/catalogue/build-catalogue.ts'

const listFiles = (folder: string, ending: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith(ending))
    .map(name => `${folder}/${name}`)

/** CommonJS dependencies inside an ESM bundle need a `require`. */
const requireShim = "import { createRequire as meshmedicRequire } from 'node:module'; const require = meshmedicRequire(import.meta.url);"

async function bundleProgram(): Promise<void> {
  rmSync('dist', { recursive: true, force: true })
  await build({
    entryPoints: ['src/run.ts', 'src/logs/parallel/part-worker.ts', 'src/logs/parallel/inflate-worker.ts', ...listFiles('src/commands', '.ts')],
    outbase: 'src',
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // oclif reaches for the first two only when it runs TypeScript sources itself; the third has a part that is no JavaScript.
    external: ['typescript', 'ts-node', '@libsql/client'],
    banner: { js: requireShim },
    plugins: [slimOclif],
    legalComments: 'linked',
    // Fewer bytes to read and compile at every start; names stay as they are, for stacks.
    minifyWhitespace: true,
    minifySyntax: true,
    chunkNames: 'chunks/[name]-[hash]',
    logLevel: 'warning',
  })
  await bundleLazyModules('dist/lazy')
}

async function bundleTests(): Promise<void> {
  rmSync('dist-test', { recursive: true, force: true })
  await build({
    entryPoints: listFiles('test', '.ts'),
    outbase: '.',
    outdir: 'dist-test',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  })
}

/** The manifest lets oclif load the one command that was typed instead of all of them. */
async function writeManifest(): Promise<void> {
  rmSync('oclif.manifest.json', { force: true })
  const plugin = new Plugin({ root: process.cwd(), ignoreManifest: true, respectNoCacheDefault: true })
  await plugin.load()
  writeFileSync('oclif.manifest.json', `${JSON.stringify(plugin.manifest, null, 1)}\n`)
}

await bundleProgram()
mkdirSync('dist', { recursive: true })
const { checked, ...catalogue } = buildCatalogue()
writeFileSync('dist/catalogue.json', JSON.stringify(catalogue))
writeFileSync('dist/checked-rules.json', JSON.stringify(checked))
await writeManifest()
if (process.argv.includes('--tests')) await bundleTests()
