/** Keeps out of a start what oclif loads and a start does not use: half of its bundle, a fifth of the time. */
import { createRequire } from 'node:module'
import * as esbuild from 'esbuild'

const require = createRequire(import.meta.url)

/** Used by help, by oclif's spinner, and for finding commands without a manifest; loaded from files of their own when first touched. */
const lazy = ['cli-spinners', 'ejs', 'lilconfig', 'minimatch', 'string-width', 'tinyglobby', 'widest-line', 'wrap-ansi']

const replaced: Readonly<Record<string, string>> = {
  // oclif asks it once whether Node is new enough for oclif; package.json's `engines` asks for more.
  'semver': 'module.exports = { satisfies: () => true }',
  // Writes oclif's own doings to stderr, where DEBUG asks for them.
  'debug': `
    const silent = () => Object.assign(() => {}, { enabled: false, extend: silent })
    module.exports = process.env.DEBUG ? require('../lazy/debug.cjs') : silent`,
}

/** Stands for a module until one of its properties, or itself, is used. `__esModule` is asked by importers before any use. */
const proxyOf = (name: string): string => `
  let real
  const load = () => real ??= require('../lazy/${name}.cjs')
  module.exports = new Proxy(function () {}, {
    get: (_, key) => key === '__esModule' ? false : load()[key],
    apply: (_, self, values) => Reflect.apply(load(), self, values),
  })`

/** For bundles whose shared chunks lie in a folder beside `lazy/`; pair with {@link bundleLazyModules}. */
export const slimOclif: esbuild.Plugin = {
  name: 'slim-oclif',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(?:${[...lazy, ...Object.keys(replaced)].join('|')})$`) }, ({ path, importer }) =>
      importer.includes('@oclif') ? { path, namespace: 'slim-oclif' } : undefined)
    build.onResolve({ filter: /^\.\.\/lazy\// }, ({ path }) => ({ path, external: true }))
    build.onLoad({ filter: /.*/, namespace: 'slim-oclif' }, ({ path }) => ({ contents: replaced[path] ?? proxyOf(path), loader: 'js' }))
  },
}

/** @param outdir the folder `lazy/`; each module becomes a CommonJS file, as oclif's own copy of it. */
export async function bundleLazyModules(outdir: string): Promise<void> {
  const paths = [dirnameOf('@oclif/core')]
  const entryPoints = Object.fromEntries([...lazy, 'debug'].map(name => [name, require.resolve(name, { paths })]))
  await esbuild.build({ entryPoints, outdir, outExtension: { '.js': '.cjs' }, bundle: true, format: 'cjs', platform: 'node', target: 'node20', minifyWhitespace: true, minifySyntax: true, legalComments: 'linked', logLevel: 'warning' })
}

const dirnameOf = (name: string): string => require.resolve(`${name}/package.json`).replace(/package\.json$/, '')
