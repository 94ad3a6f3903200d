import type { DownstreamTls, UpstreamTls } from '../../../evidence/schema.ts'
import { fields, isFields, list, records, text, texts, type Fields } from '../fields.ts'
import { CertificateReader, readInline, type CertificateNames } from './certificate-names.ts'
import { printNameMatcher } from './string-matcher.ts'

interface Validation { sans: string[], trustedCa: string | undefined, caSubjects: string[], secrets: string[] }
interface Chains { files: string[], leaves: CertificateNames[], secrets: string[] }

/**
 * Reads TLS contexts. What stands in SDS secrets is added by `resolve`, once the whole dump has been read, because secrets are
 * its last section. Source: Envoy, "Common TLS configuration" and "Secret discovery service".
 */
export class TlsReader {
  readonly certificates = new CertificateReader()
  readonly #secrets = new Map<string, Fields>()
  readonly #waiting: { secret: string, fill: (secret: Fields) => void }[] = []

  /** Remembers what a secret holds; a delivered one is not replaced by one that is being waited for. */
  remember(name: string, secret: Fields, delivered: boolean): void {
    if (delivered || !this.#secrets.has(name)) this.#secrets.set(name, secret)
  }

  /** Adds the names of every secret that the dump shows to the contexts that use it. */
  resolve(): void {
    for (const { secret, fill } of this.#waiting.splice(0)) {
      const shown = this.#secrets.get(secret)
      if (shown !== undefined) fill(shown)
    }
  }

  readUpstream(context: Fields): UpstreamTls {
    const common = fields(context.common_tls_context)
    const { sans, trustedCa, caSubjects, secrets } = this.#readValidation(common)
    const own = certificateSecrets(common)
    const chains: Chains = { files: [], leaves: [], secrets: [...own] }
    for (const certificate of records(common.tls_certificates)) this.#readChain(certificate, chains)
    return {
      sni: text(context.sni), sans, trustedCa, caSubjects,
      clientCertificate: own.length > 0 || list(common.tls_certificates).length > 0 || provided(common),
      chains: [...chains.files, ...own.map(name => `secret ${name}`)],
      secrets: distinct([...own, ...secrets]),
      ...readVersions(common),
    }
  }

  readDownstream(context: Fields): DownstreamTls {
    const common = fields(context.common_tls_context)
    const { sans, trustedCa, caSubjects, secrets } = this.#readValidation(common)
    const own = certificateSecrets(common)
    const tickets = text(fields(context.session_ticket_keys_sds_secret_config).name)
    const chains: Chains = { files: [], leaves: [], secrets: [...own] }
    for (const certificate of records(common.tls_certificates)) this.#readChain(certificate, chains)
    const presents = chains.leaves.flatMap(leaf => leaf.sans)
    const issuers = chains.leaves.map(leaf => leaf.issuer)
    for (const secret of own) {
      this.#waiting.push({ secret, fill: shown => {
        const leaf = this.readLeaf(fields(shown.tls_certificate))
        if (leaf === undefined) return
        presents.push(...leaf.sans)
        issuers.push(leaf.issuer)
      } })
    }
    return {
      requireClientCertificate: context.require_client_certificate === true,
      sans, trustedCa, caSubjects,
      chains: [...chains.files, ...own.map(name => `secret ${name}`)],
      presents, issuers,
      secrets: distinct([...own, ...secrets, ...(tickets === undefined ? [] : [tickets])]),
      ...readVersions(common),
    }
  }

  /** The certificate that a TlsCertificate message presents, where its PEM is inline. */
  readLeaf(certificate: Fields): CertificateNames | undefined {
    const pem = readInline(certificate.certificate_chain)
    return pem === undefined ? undefined : this.certificates.read(pem)[0]
  }

  #readChain(certificate: Fields, into: Chains): void {
    const where = describeSource(certificate.certificate_chain) ?? describeSource(certificate.pkcs12)
    if (where !== undefined) into.files.push(where)
    const leaf = this.readLeaf(certificate)
    if (leaf !== undefined) into.leaves.push(leaf)
  }

  #readValidation(common: Fields): Validation {
    const combined = fields(common.combined_validation_context)
    const context = fields(common.validation_context ?? combined.default_validation_context)
    const read = this.#readValidationContext(context)
    const secret = text(fields(common.validation_context_sds_secret_config ?? combined.validation_context_sds_secret_config).name)
    if (secret === undefined) return read
    const { caSubjects, sans } = read
    this.#waiting.push({ secret, fill: shown => {
      const delivered = this.#readValidationContext(fields(shown.validation_context))
      caSubjects.push(...delivered.caSubjects)
      sans.push(...delivered.sans.filter(name => !sans.includes(name)))
    } })
    return { sans, trustedCa: `secret ${secret}`, caSubjects, secrets: [secret] }
  }

  #readValidationContext(context: Fields): Validation {
    const sans: string[] = []
    const add = (name: string | undefined): void => { if (name !== undefined) sans.push(name) }
    for (const typed of records(context.match_typed_subject_alt_names)) add(printNameMatcher(fields(typed.matcher)))
    for (const matcher of records(context.match_subject_alt_names)) add(printNameMatcher(matcher))
    for (const name of texts(context.verify_subject_alt_name)) add(name)
    const pem = readInline(context.trusted_ca)
    return {
      sans: distinct(sans),
      trustedCa: context.trust_chain_verification === 'ACCEPT_UNTRUSTED' ? undefined : describeTrust(context),
      caSubjects: pem === undefined ? [] : this.certificates.read(pem).map(certificate => certificate.subject),
      secrets: [],
    }
  }
}

function distinct(names: string[]): string[] {
  return names.length < 2 ? names : [...new Set(names)]
}

/** Names of the SDS secrets that its own certificates come from. */
function certificateSecrets(common: Fields): string[] {
  const names: string[] = []
  for (const config of records(common.tls_certificate_sds_secret_configs)) {
    const name = text(config.name)
    if (name !== undefined) names.push(name)
  }
  return names
}

function provided(common: Fields): boolean {
  return ['tls_certificate_provider_instance', 'tls_certificate_certificate_provider', 'custom_tls_certificate_selector']
    .some(key => isFields(common[key]))
}

function describeTrust(context: Fields): string | undefined {
  const ca = describeSource(context.trusted_ca)
  if (ca !== undefined) return ca
  const instance = text(fields(context.ca_certificate_provider_instance).instance_name)
  if (instance !== undefined) return `provider ${instance}`
  const validator = text(fields(context.custom_validator_config).name)
  if (validator !== undefined) return `validator ${validator}`
  if (isFields(context.system_root_certs)) return 'system roots'
  return ['verify_certificate_spki', 'verify_certificate_hash'].find(key => list(context[key]).length > 0)
}

/** Where a DataSource takes its bytes from: a file's path, `inline`, or `environment NAME`. */
function describeSource(source: unknown): string | undefined {
  const from = fields(source)
  const file = text(from.filename)
  if (file !== undefined) return file
  if (from.inline_string !== undefined || from.inline_bytes !== undefined) return 'inline'
  const variable = text(from.environment_variable)
  return variable === undefined ? undefined : `environment ${variable}`
}

/** The TLS versions that a context is held to; unset where it is left to Envoy. */
function readVersions(common: Fields): Pick<UpstreamTls, 'minVersion' | 'maxVersion'> {
  const parameters = fields(common.tls_params)
  return { minVersion: version(parameters.tls_minimum_protocol_version), maxVersion: version(parameters.tls_maximum_protocol_version) }
}

function version(value: unknown): string | undefined {
  const found = text(value)
  return found === 'TLS_AUTO' ? undefined : found
}
