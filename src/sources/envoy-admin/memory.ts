import type { Problem } from '../../evidence/problem.ts'
import { number } from './fields.ts'
import { readJsonObject } from './read-json.ts'

/** What the allocator holds, in bytes; all zero where Envoy was built without tcmalloc. Source: Envoy, admin.v3.Memory. */
export interface MemoryPart {
  source: string
  allocated: number
  heapSize: number
  pageheapUnmapped: number
  pageheapFree: number
  totalThreadCache: number
  totalPhysicalBytes: number
}

/** Reads /memory. */
export function parseMemory(answer: string, source: string, problems: Problem[]): MemoryPart | undefined {
  const memory = readJsonObject(answer, source, problems)
  if (memory === undefined) return undefined
  if (number(memory.allocated) === undefined && number(memory.heap_size) === undefined) {
    problems.push({ source, message: 'it names neither allocated nor heap_size, so it is no /memory of Envoy' })
    return undefined
  }
  const bytes = (key: string): number => number(memory[key]) ?? 0
  return {
    source,
    allocated: bytes('allocated'), heapSize: bytes('heap_size'),
    pageheapUnmapped: bytes('pageheap_unmapped'), pageheapFree: bytes('pageheap_free'),
    totalThreadCache: bytes('total_thread_cache'), totalPhysicalBytes: bytes('total_physical_bytes'),
  }
}
