import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { parse } from 'yaml'
import { reporters } from '../../src/report/index.ts'
import type { Format, ReportOptions } from '../../src/report/index.ts'
import { hasHidden } from '../../src/report/escape.ts'
import { hostileReport, samples, sanMismatchReport } from './samples.ts'

const options: ReportOptions = { width: 80, color: false, all: false, verbose: false }
const formats = Object.keys(reporters) as Format[]
const goldenFolder = 'test/report/golden'

describe('formats', () => {
  it('lists every file of a format, under its name', () => {
    assert.deepEqual(formats.toSorted(), readdirSync('src/report/formats').map(file => file.replace(/\.ts$/, '')).toSorted())
  })

  for (const format of formats) {
    it(`${format}: prints these bytes (UPDATE_GOLDEN=1 refreshes them)`, async () => {
      const text = (await reporters[format]())(sanMismatchReport, options)
      const file = `${goldenFolder}/san-mismatch.${format}`
      if (process.env.UPDATE_GOLDEN === '1') {
        mkdirSync(goldenFolder, { recursive: true })
        writeFileSync(file, text)
      }
      assert.equal(text, readFileSync(file, 'utf8'))
    })

    it(`${format}: the same report gives the same text, which ends in one line break`, async () => {
      const render = await reporters[format]()
      for (const [name, sample] of Object.entries(samples)) {
        const text = render(sample, options)
        assert.equal(text, render(structuredClone(sample), options), name)
        assert.match(text, /[^\n]\n$/, name)
      }
    })

    for (const color of [false, true]) {
      it(`${format}: no hidden character of a proxy reaches the reader, ${color ? 'with' : 'without'} colour`, async () => {
        const render = await reporters[format]()
        for (const all of [false, true]) {
           
          const text = render(hostileReport, { ...options, color, all, verbose: all }).replaceAll(/\u001b\[[0-9;]*m/g, color ? '' : '$&')
          assert.ok(!hasHidden(text.replaceAll('\n', '')))
          assert.ok(!/^CRITICAL {2}nothing is wrong/m.test(text), 'a forged line')
        }
      })
    }
  }

  it('json and yaml keep every report as it is', async () => {
    for (const [name, sample] of Object.entries(samples)) {
      assert.deepEqual(JSON.parse((await reporters.json())(sample, options)), structuredClone(sample), name)
      assert.deepEqual(parse((await reporters.yaml())(sample, options)), structuredClone(sample), name)
    }
  })

  it('yaml keeps any text', async () => {
    const render = await reporters.yaml()
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
      const report = { ...sanMismatchReport, proven: [text] }
      assert.deepEqual((parse(render(report, options)) as typeof report).proven, [text])
    }))
  })

  it('json is indented by two spaces', async () => {
    assert.match((await reporters.json())(sanMismatchReport, options), /^\{\n {2}"schemaVersion": 1,\n/)
  })
})
