/** The HTTP client, in a file of its own so that it is loaded only where something is asked; bundled, it has named exports only here. */
export { Client } from 'undici'
