/** What Node 20 has and the library of TypeScript's ES2023 does not describe. */
interface Atomics {
  /** Waits without keeping the thread, while the place holds `value`. */
  waitAsync: (list: Int32Array, place: number, value: number) => { async: false, value: string } | { async: true, value: Promise<string> }
}
