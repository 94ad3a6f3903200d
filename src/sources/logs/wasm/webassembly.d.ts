/** What is used of the WebAssembly JavaScript interface, which TypeScript declares for browsers alone. */
declare namespace WebAssembly {
  class Memory {
    constructor(size: { initial: number, maximum: number })
    readonly buffer: ArrayBuffer
  }
  const Module: new (bytes: Uint8Array) => object
  class Instance {
    constructor(module: object, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>)
    readonly exports: Readonly<Record<string, unknown>>
  }
  function validate(bytes: Uint8Array): boolean
}
