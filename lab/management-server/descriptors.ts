/** Envoy's protobuf descriptors, read from the .proto files that @grpc/grpc-js-xds ships; a package is read when its first type is asked for. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import protobuf from 'protobufjs'

const folders = ['envoy-api', 'googleapis', 'protoc-gen-validate', 'xds']
  .map(name => join('node_modules/@grpc/grpc-js-xds/deps', name))
  .concat('node_modules/protobufjs')

const root = new protobuf.Root()
root.resolvePath = (_origin, target) => {
  const found = folders.map(folder => join(folder, target)).find(path => existsSync(path))
  return found ?? (existsSync(target) ? target : null)
}
const read = new Set<string>()

/** The message type of a full name such as `envoy.config.cluster.v3.Cluster`. Throws when no .proto file defines it. */
export function findType(fullName: string): protobuf.Type {
  readPackage(fullName.split('.').slice(0, -1).join('/'))
  try {
    return root.lookupType(fullName)
  } catch (error) {
    throw new Error(`no message type ${fullName} in Envoy's API`, { cause: error })
  }
}

function readPackage(path: string): void {
  if (read.has(path)) return
  read.add(path)
  const files = folders.map(folder => join(folder, path)).filter(folder => existsSync(folder))
    .flatMap(folder => readdirSync(folder).filter(name => name.endsWith('.proto')).map(name => join(folder, name)))
  if (files.length === 0) return
  root.loadSync(files, { keepCase: true })
  root.resolveAll()
}
