import type { Random } from './random.ts'

/** One parser of untrusted bytes, and what must hold for whatever it is given. */
export interface Target {
  /** Folder of its corpus; what `--only` names. */
  name: string
  /** Inputs of a whole run, twelve million in all, to which `--inputs` is scaled. Cheap parsers get more. */
  inputs: number
  /** Inputs to begin with: pieces of real answers, and hostile ones written by hand. */
  seeds: () => readonly Uint8Array[]
  /** Words that mean something to this parser, beside those that every target gets. */
  words?: readonly string[]
  /** Longest input in bytes; 64 KiB unless said otherwise. */
  longest?: number
  /** Milliseconds that one input may take, whatever it is, best of three; 1000 unless said otherwise: what is not linear takes longer for the longest input. */
  limit?: number
  /**
   * Runs one input. Returns what came out in a few words, by which outcomes are told apart: an input with a new outcome is mutated
   * further. Throws a Broken, or whatever the parser throws, where something does not hold.
   * @param random for choices such as where chunks are cut; seeded by the input's own bytes, so that an input always takes the same way
   */
  run: (input: Uint8Array, random: Random) => string | Promise<string>
}

/** A property that does not hold for an input. */
export class Broken extends Error {}

/** @throws Broken where `holds` is false. */
export function demand(holds: boolean, message: string | (() => string)): asserts holds {
  if (!holds) throw new Broken(typeof message === 'string' ? message : message())
}

export const defaults = { longest: 64 * 1024, limit: 1000 }
