import assert from 'node:assert/strict'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, symlinkSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { StoreError } from '../../src/errors.ts'
import { diagnose, Diagnosis, isProxy } from '../../src/diagnose.ts'
import { loadRuleSet } from '../../src/load-rule-set.ts'
import { openEvidence } from '../../src/open-evidence.ts'
import { decodeResult, encodeResult } from '../../src/sweep/journal/encode.ts'
import { fileJournals, splitRecords } from '../../src/sweep/journal/file-journals.ts'
import { DoubtFinder } from '../../src/sweep/judge/doubts.ts'
import { decodeTarget, encodeTarget, type TargetResult } from '../../src/sweep/run/target-result.ts'
import { Absent } from '../../src/evidence/absent.ts'

const newPath = (): string => join(mkdtempSync(join(tmpdir(), 'meshmedic-journal-')), 'sweep.db')

describe('journal', () => {
  it('gives back what was appended, in order, also at the same time', async () => {
    const journals = fileJournals(newPath())
    const { journal, records } = await journals.open(1)
    assert.deepEqual(records, [])
    await Promise.all(Array.from({ length: 50 }, (_, i) => journal.append(Buffer.alloc(i * 1000, i))))
    await journal.close()
    const again = await journals.open(1)
    assert.deepEqual(again.records.map(record => record.length), Array.from({ length: 50 }, (_, i) => i * 1000))
    await again.journal.close()
    await journals.remove(1)
    assert.equal(await journals.exists(1), false)
  })

  it('drops what a kill cut short, wherever it fell, and goes on behind the last whole record', async () => {
    const lengths = [0, 5, 300]
    const whole = lengths.reduce((sum, length) => sum + length + 8, 0)
    for (let cut = 0; cut <= whole; cut += 7) {
      const path = newPath()
      const journals = fileJournals(path)
      const first = await journals.open(1)
      for (const length of lengths) await first.journal.append(Buffer.alloc(length, 7))
      await first.journal.close()
      truncateSync(`${path}.run-1`, cut)
      const second = await journals.open(1)
      const kept = second.records.length
      await second.journal.append(Buffer.from('new'))
      await second.journal.close()
      const third = await journals.open(1)
      assert.deepEqual([third.records.length, Buffer.from(third.records.at(-1) ?? []).toString()], [kept + 1, 'new'])
      await third.journal.close()
    }
  })

  it('takes no noise for a record', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), noise => {
      const { records, length } = splitRecords(Buffer.from(noise))
      assert.ok(length <= noise.length)
      // An empty record is eight zeros: that much noise may say.
      assert.ok(records.every(record => record.length === 0) || records.length > 0)
    }))
    const path = newPath()
    appendFileSync(`${path}.run-1`, Buffer.alloc(100, 0xff))
    return fileJournals(path).open(1).then(async ({ records, journal }) => {
      assert.deepEqual(records, [])
      await journal.close()
      assert.equal(readFileSync(`${path}.run-1`).length, 0)
    })
  })

  it('is an error of three parts on a full disk', async function () {
    if (!existsSync('/dev/full')) this.skip()
    const path = newPath()
    symlinkSync('/dev/full', `${path}.run-1`)
    const { journal } = await fileJournals(path).open(1).catch((error: unknown) => { assert.ok(error instanceof StoreError); return { journal: undefined } })
    if (journal === undefined) return
    await assert.rejects(journal.append(Buffer.alloc(10)), (error: unknown) => error instanceof StoreError && /room/.test(error.tryThis))
    await journal.close()
  })
})

describe('a target\'s result, written down', () => {
  it('keeps maps, sets, dates, big integers, undefined and what is not known', () => {
    const value = { map: new Map<string, unknown>([['a', new Absent('stats', 'why')]]), set: new Set([1]), date: new Date(5), big: 2n ** 63n, none: undefined, list: [new Absent('clock', 'no')] }
    assert.deepEqual(decodeResult(encodeResult(value)), value)
    assert.ok((decodeResult(encodeResult(value)) as typeof value).list[0] instanceof Absent)
  })

  for (const fixture of ['tls-upstream-san-mismatch', 'healthy-pair', 'healthy-mutual-tls', 'healthy-gateway']) {
    it(`gives the same report as the result itself: ${fixture}`, async () => {
      const ruleSet = await loadRuleSet(process.cwd(), { folders: [], only: [], except: [] })
      const options = { intervalSeconds: 10, once: false, requestSeconds: 30, signal: new AbortController().signal }
      const tool = { tool: { name: 'meshmedic', version: 'test' }, at: undefined }
      const paths = [`fixtures/${fixture}`]
      const snapshot = await openEvidence(paths, ruleSet.needs, options)
      const whole = await diagnose(snapshot, ruleSet, tool)
      const diagnosis = await Diagnosis.begin(snapshot.proxies.flatMap(proxy => proxy.answers), ruleSet, tool)
      const results: TargetResult[] = []
      for (const proxy of snapshot.proxies.filter(isProxy)) {
        const judged = await diagnosis.judge(proxy, judgements => new DoubtFinder([]).find(judgements))
        const record = encodeTarget({ name: proxy.name, judged: [judged], doubts: [], problems: [] })
        assert.ok(record.length < 200_000, `${record.length} bytes`)
        results.push(decodeTarget(record, diagnosis))
      }
      const again = diagnosis.conclude(results.flatMap(result => result.judged), snapshot.problems, [])
      assert.deepEqual(JSON.parse(JSON.stringify({ ...again, problems: [] })), JSON.parse(JSON.stringify({ ...whole, problems: [] })))
      assert.ok(again.targets.length > 0)
      await snapshot.close()
    })
  }
})
