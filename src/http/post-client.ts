/** The client that notices are posted with, in a file of its own so that it is loaded only where something is told. */
export { request } from 'undici'
