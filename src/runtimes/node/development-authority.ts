import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AppError } from '../../kernel/errors.ts'

const run = promisify(execFile)

/** On its certificate and thereby on every page that shows its timestamps: nobody is to take it for a neutral third party. */
const authorityName = 'Qianyin development authority (not a third party)'

/** The private enterprise number that is set aside for examples (RFC 5612). */
const examplePolicy = '1.3.6.1.4.1.32473.1'

const settings = (name: string) => `[req]
distinguished_name = name
prompt = no
[name]
CN = ${name}
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[authority]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = tsa_settings
[tsa_settings]
serial = serial
signer_digest = sha256
digests = sha256
default_policy = ${examplePolicy}
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`

export interface DevelopmentAuthority {
  /** PEM. */
  root: string
  /** Answers a TimeStampReq with a TimeStampResp, both in DER. */
  answer(request: Uint8Array): Promise<Uint8Array>
}

export interface DevelopmentAuthorityOptions {
  name?: string
  /** How long its certificate is good. */
  days?: number
}

/**
 * A timestamp authority (RFC 3161) on this machine by `openssl ts`, for development, demos and tests: its clock is ours, so its word is
 * worth no more than ours. Its keys are made once, in `dir`. Throws Unavailable `openssl_missing`.
 */
export async function developmentAuthority(
  dir: string,
  { name = authorityName, days = 3650 }: DevelopmentAuthorityOptions = {},
): Promise<DevelopmentAuthority> {
  if (!existsSync(dir)) await makeKeys(dir, name, days)
  const file = (one: string) => join(dir, one)
  return {
    root: await readFile(file('root.pem'), 'utf8'),
    answer: async (request) => {
      const work = await mkdtemp(join(tmpdir(), 'qianyin-tsa-'))
      try {
        await writeFile(join(work, 'serial'), `${randomBytes(16).toString('hex')}\n`)
        await writeFile(join(work, 'request'), request)
        const args = [
          '-queryfile',
          'request',
          '-signer',
          file('tsa.pem'),
          '-inkey',
          file('tsa.key'),
          '-out',
          'response',
        ]
        await openssl(work, ['ts', '-reply', '-config', file('tsa.cnf'), ...args, '-chain', file('root.pem')])
        return new Uint8Array(await readFile(join(work, 'response')))
      } finally {
        await rm(work, { recursive: true, force: true })
      }
    },
  }
}

export const hasOpenssl = (): Promise<boolean> =>
  run('openssl', ['version']).then(
    () => true,
    () => false,
  )

/** Whole or not at all, so that a start that was cut leaves nothing half made. */
async function makeKeys(dir: string, name: string, days: number): Promise<void> {
  const draft = `${dir}.${randomBytes(6).toString('hex')}`
  await mkdir(draft, { recursive: true, mode: 0o700 })
  try {
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
    const years = ['-days', String(days)]
    await writeFile(join(draft, 'root.cnf'), settings(`${name} root`))
    await writeFile(join(draft, 'tsa.cnf'), settings(name))
    const root = ['-x509', '-config', 'root.cnf', '-extensions', 'root', '-keyout', 'root.key', '-out', 'root.pem']
    await openssl(draft, ['req', ...root, ...ec, ...years])
    await openssl(draft, ['req', '-new', '-config', 'tsa.cnf', '-keyout', 'tsa.key', '-out', 'tsa.csr', ...ec])
    const signed = ['-CA', 'root.pem', '-CAkey', 'root.key', '-set_serial', `0x${randomBytes(8).toString('hex')}`]
    const out = ['-extfile', 'tsa.cnf', '-extensions', 'authority', '-out', 'tsa.pem']
    await openssl(draft, ['x509', '-req', '-in', 'tsa.csr', ...signed, ...out, ...years])
    await rename(draft, dir)
  } catch (error) {
    // Another process has made them meanwhile.
    if (!existsSync(dir)) throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function openssl(cwd: string, args: readonly string[]): Promise<void> {
  try {
    await run('openssl', args, { cwd, timeout: 20_000 })
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw isMissing
      ? new AppError(
          'Unavailable',
          'openssl_missing',
          'The development authority needs the program openssl, which is not here',
        )
      : error
  }
}
