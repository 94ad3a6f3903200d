/** The YAML reader, in a file of its own so that it is loaded only where a dump is YAML; bundled, it has named exports only here. */
export { parse } from 'yaml'
