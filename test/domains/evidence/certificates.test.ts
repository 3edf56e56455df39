import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import jsqr from 'jsqr'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assuranceOf } from '../../../src/domains/evidence/certificates/assurance.ts'
import { isRevokedIn } from '../../../src/domains/evidence/certificates/credential/status-list.ts'
import { isCertificateNumber } from '../../../src/domains/evidence/certificates/number.ts'
import { sealPdf } from '../../../src/domains/evidence/certificates/seal/seal-pdf.ts'
import { readSealedPdf } from '../../../src/domains/evidence/certificates/verify/sealed-pdf.ts'
import { verifyCertificate } from '../../../src/domains/evidence/certificates/verify/verify-certificate.ts'
import { verifySeal } from '../../../src/domains/evidence/certificates/verify/verify-seal.ts'
import { parsePolicy } from '../../../src/domains/evidence/log/policy.ts'
import { certificatesOfPem } from '../../../src/domains/evidence/timestamps/certificates.ts'
import { AppError } from '../../../src/kernel/errors.ts'
import { readP12Seal } from '../../../src/runtimes/node/certificates/p12-seal.ts'
import { makePicture } from '../../kit/pictures.ts'
import { qianyin } from '../../kit/program.ts'
import { hasOpenssl } from '../../kit/timestamps.ts'
import { draftOf, openWorld, type Person, registerWork, type World } from '../../kit/world.ts'

const has = (program: string) => spawnSync(program, ['-v']).error === undefined
const hasPoppler = ['pdfsig', 'pdftotext', 'pdfdetach', 'pdftoppm'].every(has)
const hasQpdf = has('qpdf')
if (!hasPoppler) console.warn('SKIPPED: nobody else reads certificates here. apt-get install poppler-utils')
if (!hasQpdf) console.warn('SKIPPED: qpdf judges no certificate here. apt-get install qpdf')

const address = 'https://qianyin.test'
const out = mkdtempSync(join(tmpdir(), 'qianyin-certificates-'))
const at = (name: string) => join(out, name)
let world: World
let lin: Person
let mei: Person
let picturePath: string
let workId: string
let number: string
let pdf: Uint8Array<ArrayBuffer>
let roots: Uint8Array[] = []

interface Certificates {
  state: string
  obstacle: { code: string; details: Record<string, string> } | null
  items: { number: string; state: string; sha256: string; level: string; timestamp: string; successor: string | null }[]
}
const certificatesOf = async (person: Person, id: string) =>
  (await person.call('GET', `/api/certificates/works/${id}`)).body as unknown as Certificates
const pdfOf = async (person: Person, name: string) => {
  const response = await person.fetch('GET', `/api/certificates/${name}/pdf`)
  expect(response.status).toBe(200)
  return new Uint8Array(await response.arrayBuffer())
}
const policyOf = async () => parsePolicy(await (await world.anonymous.fetch('GET', '/log/policy')).text())
const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: out, encoding: 'utf8' })

beforeAll(async () => {
  world = await openWorld({
    QIANYIN_CERTIFICATES: 'here',
    QIANYIN_PUBLIC_URL: address,
    ...(hasOpenssl ? { QIANYIN_TSA_URLS: 'development' } : {}),
  })
  roots = world.home.base.timestampAuthorities.flatMap((authority) => authority.roots)
  lin = await world.signUp('lin')
  mei = await world.signUp('mei')
  picturePath = await makePicture(world.dir, 71)
  const file = await lin.file(picturePath, '骑楼夜雨-终稿🔥.png')
  const work = await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: file.id }] }))
  workId = work.id
  const { items } = await certificatesOf(lin, workId)
  number = items[0]?.number ?? ''
  pdf = await pdfOf(lin, number)
  writeFileSync(at('certificate.pdf'), pdf)
})
afterAll(async () => {
  await world.close()
  rmSync(out, { recursive: true, force: true })
})

describe('a registered work', () => {
  test('gets its certificate by itself, and what it says verifies by the keys alone', async () => {
    const { state, items } = await certificatesOf(lin, workId)
    expect(state).toBe('issued')
    expect(items).toEqual([
      expect.objectContaining({
        number,
        state: 'valid',
        level: 'L1',
        sha256: createHash('sha256').update(pdf).digest('hex'),
        timestamp: hasOpenssl ? 'granted' : 'off',
      }),
    ])
    expect(isCertificateNumber(number)).toBe(true)
    expect(isCertificateNumber(number.replace('2026', '2025'))).toBe(false)
    const found = await verifyCertificate(pdf, { policy: await policyOf(), roots })
    expect(found.record).toMatchObject({
      registration: { number: 'QY-2026-00000001', version: 1 },
      work: { title: '骑楼夜雨' },
      files: [
        { name: '骑楼夜雨-终稿🔥.png', sha256: createHash('sha256').update(readFileSync(picturePath)).digest('hex') },
      ],
      seal: { kind: 'development' },
    })
    const { checked, notChecked } = found.record.assurance
    expect(notChecked).toEqual(
      expect.arrayContaining(['authorship', 'ownership', 'originality', 'registrant_identity']),
    )
    expect(checked.filter((one) => notChecked.includes(one))).toEqual([])
    // The authority here is the machine's own: its clock is nobody else's word.
    expect(notChecked).toContain('third_party_time')
    const { timestamp } = found.record
    if (timestamp.state === 'granted') {
      expect(timestamp.isThirdParty).toBe(false)
      const another = { ...found.record, timestamp: { ...timestamp, isThirdParty: true } }
      expect(assuranceOf(another).checked).toContain('third_party_time')
    }
    expect(found.proofTimestamp.state).toBe(hasOpenssl ? 'verified' : 'none')
    expect(found.sealTimestamp.state).toBe(hasOpenssl ? 'verified' : 'none')
    expect(world.errors).toEqual([])
  })

  test.skipIf(!hasPoppler)('has a certificate that poppler, qpdf and a reader of QR codes accept', async () => {
    const signature = run('pdfsig', 'certificate.pdf')
    expect(signature).toContain('Signature is Valid')
    expect(signature).toContain('Total document signed')
    expect(signature).toContain('ETSI.CAdES.detached')
    if (hasQpdf) expect(run('qpdf', '--check', 'certificate.pdf')).toContain('No syntax or stream encoding errors')
    const text = run('pdftotext', '-raw', 'certificate.pdf', '-').replace(/\s+/g, '')
    for (const words of [
      '作品存证证书',
      'CERTIFICATEOFDEPOSIT',
      '《骑楼夜雨》',
      '陈晚潮',
      '晚潮工作室',
      'lin工作室',
      '美术作品',
      'QY-2026-00000001',
      number,
      '骑楼夜雨-终稿[U+1F525].png',
      '存证等级',
      '不是版权行政登记',
      '谁是作者',
      '公开日志',
      '开发印章',
    ]) {
      expect(text).toContain(words)
    }
    expect(text).not.toContain('登记证书')
    expect(text).not.toContain('作登字')
    run('pdfdetach', '-saveall', 'certificate.pdf')
    const { attachments } = readSealedPdf(pdf)
    expect(attachments.size).toBe(hasOpenssl ? 3 : 2)
    for (const [name, bytes] of attachments) expect(Buffer.compare(readFileSync(at(name)), bytes), name).toBe(0)
    run('pdftoppm', '-r', '60', '-png', '-singlefile', 'certificate.pdf', 'page')
    const { data, info } = await sharp(at('page.png')).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
    const read = jsqr.default(new Uint8ClampedArray(data), info.width, info.height)
    expect(read?.data).toBe(`${address}/certificates/${number}`)
  })

  test.skipIf(!hasOpenssl)('has a signature and a timestamp that OpenSSL accepts', () => {
    const { signed, signature, attachments } = readSealedPdf(pdf)
    writeFileSync(at('signed.bin'), signed)
    writeFileSync(at('signature.der'), signature)
    const cms = [
      'cms',
      '-verify',
      '-binary',
      '-inform',
      'DER',
      '-in',
      'signature.der',
      '-content',
      'signed.bin',
      '-noverify',
    ]
    expect(spawnSync('openssl', [...cms, '-out', '/dev/null'], { cwd: out }).status).toBe(0)
    expect(run('openssl', 'cms', '-cmsout', '-print', '-inform', 'DER', '-in', 'signature.der')).toContain(
      'signingCertificateV2',
    )
    for (const [name, bytes] of attachments) writeFileSync(at(name), bytes)
    const pem = (der: Uint8Array) =>
      `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`
    writeFileSync(at('roots.pem'), roots.map(pem).join(''))
    expect(certificatesOfPem(readFileSync(at('roots.pem'), 'utf8'))).toHaveLength(1)
    const stamped = run(
      'openssl',
      'ts',
      '-verify',
      '-in',
      'registration.tsr',
      '-data',
      'registration.tlog-proof',
      '-CAfile',
      'roots.pem',
    )
    expect(stamped).toContain('Verification: OK')
  })

  test('has a certificate of which no bit can be changed, nothing added and nothing cut', async () => {
    const policy = await policyOf()
    const verdict = (bytes: Uint8Array) =>
      verifyCertificate(bytes, { policy, roots }).then(
        () => 'accepted',
        (error) => (error instanceof AppError && error.message !== '' ? error.code : Promise.reject(error)),
      )
    expect(await verdict(pdf)).toBe('accepted')
    const sealed = readSealedPdf(pdf)
    const file = Buffer.from(pdf)
    const find = (bytes: Uint8Array) => file.indexOf(Buffer.from(bytes).toString('hex'))
    const start = find(sealed.signature)
    const { timestamp } = await verifySeal(sealed)
    const timestampStart = timestamp ? find(timestamp) : start + 2 * sealed.signature.length
    const timestampEnd = timestampStart + 2 * (timestamp?.length ?? 0)
    // The timestamp’s envelope has parts that nobody signs, such as a copy of the root: it is judged in timestamps.test.ts.
    const place = fc
      .oneof(
        fc.nat(pdf.length - 1),
        fc.integer({ min: start, max: timestampStart - 1 }),
        fc.integer({ min: timestampEnd, max: timestampEnd + 100 }),
      )
      .filter((at) => at < timestampStart || at >= timestampEnd)
    await fc.assert(
      fc.asyncProperty(place, fc.nat(7), async (at, bit) => {
        const changed = pdf.slice()
        changed[at] = (changed[at] ?? 0) ^ (1 << bit)
        expect(await verdict(changed)).toMatch(/^(seal_|certificate_malformed|timestamp_)/)
      }),
      { numRuns: 60 },
    )
    expect(await verdict(pdf.slice(0, -1))).toBe('seal_not_whole')
    expect(await verdict(Buffer.concat([pdf, Buffer.from('\n%%EOF')]))).toBe('seal_not_whole')
    const elsewhere = parsePolicy(
      'log example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\nquorum none\n',
    )
    await expect(verifyCertificate(pdf, { policy: elsewhere, roots })).rejects.toMatchObject({ code: 'origin_unknown' })
  })

  test('is verified at the command line where there is neither server nor data, in plain words', async () => {
    const { body } = await world.anonymous.call('GET', '/log/status')
    const key = String(body.key)
    const whole = await qianyin(['verify', 'certificate.pdf', '--key', key, '--file', picturePath], { cwd: out })
    expect(whole).toMatchObject({ exitCode: 0, stderr: '' })
    expect(whole.stdout).toContain(`VERIFIED  ${number}`)
    expect(whole.stdout).toContain('unchanged')
    expect(whole.stdout).toContain('no authority vouches for whose it is')
    const changed = pdf.slice()
    changed[5000] = (changed[5000] ?? 0) ^ 1
    writeFileSync(at('changed.pdf'), changed)
    const broken = await qianyin(['verify', 'changed.pdf', '--json'], { cwd: out })
    expect(broken.exitCode).toBe(1)
    expect(JSON.parse(broken.stdout)).toMatchObject({ verified: false, code: expect.stringMatching(/^seal_/) })
  })
})

describe('who may know of a certificate', () => {
  test('anyone whether it stands, by number or by its bytes; the PDF and the credential only its holder', async () => {
    const { sha256 } = (await certificatesOf(lin, workId)).items[0] ?? {}
    for (const name of [number, sha256]) {
      const { status, body } = await world.anonymous.call('GET', `/api/certificates/${name}`)
      expect(status).toBe(200)
      expect(body).toMatchObject({ number, state: 'valid', registrationNumber: 'QY-2026-00000001', revocation: null })
    }
    expect((await world.anonymous.call('GET', `/api/certificates/QYC-2026-00000001-09-11`)).status).toBe(404)
    for (const part of ['pdf', 'credential']) {
      expect((await world.anonymous.call('GET', `/api/certificates/${number}/${part}`)).status).toBe(401)
      expect((await mei.call('GET', `/api/certificates/${number}/${part}`)).status).toBe(404)
    }
    expect((await mei.call('GET', `/api/certificates/works/${workId}`)).status).toBe(404)
    const revocation = { reason: 'facts_wrong', note: '作者姓名有误' }
    expect((await mei.call('POST', `/api/certificates/${number}/revocation`, revocation)).status).toBe(404)
  })
})

describe('a certificate as a credential', () => {
  test('is a JWS that node:crypto verifies by the issuer’s document, and that the command line verifies', async () => {
    const jwt = await (await lin.fetch('GET', `/api/certificates/${number}/credential`)).text()
    const document = (await world.anonymous.call('GET', '/.well-known/did.json')).body as {
      id: string
      verificationMethod: { id: string; publicKeyJwk: Record<string, string> }[]
    }
    const [header = '', payload = '', signature = ''] = jwt.split('.')
    const { alg, typ, kid } = JSON.parse(Buffer.from(header, 'base64url').toString())
    expect({ alg, typ }).toEqual({ alg: 'EdDSA', typ: 'vc+jwt' })
    const jwk = document.verificationMethod.find(({ id }) => id === kid)?.publicKeyJwk ?? {}
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    expect(verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(true)
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      issuer: 'did:web:qianyin.test',
      type: ['VerifiableCredential', 'DepositCertificate'],
      credentialSubject: { record: { certificate: { number } } },
    })
    writeFileSync(at('certificate.vc.jwt'), jwt)
    writeFileSync(at('did.json'), JSON.stringify(document))
    const whole = await qianyin(['verify', 'certificate.vc.jwt', '--issuer', 'did.json'], { cwd: out })
    expect(whole).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`VERIFIED  ${number}`) })
  })

  test('is in the list of what was revoked after an officer or its holder revokes it, and not before', async () => {
    const file = await lin.file(await makePicture(world.dir, 72))
    const work = await registerWork(world, lin, 'image', draftOf({ title: '待撤销', files: [{ fileId: file.id }] }))
    const name = (await certificatesOf(lin, work.id)).items[0]?.number ?? ''
    const jwt = await (await lin.fetch('GET', `/api/certificates/${name}/credential`)).text()
    const part = (text: string) => JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString())
    const { statusListIndex, statusListCredential } = part(jwt).credentialStatus
    const list = async () => {
      const text = await (await world.anonymous.fetch('GET', statusListCredential.slice(address.length))).text()
      return part(text).credentialSubject.encodedList as string
    }
    expect(isRevokedIn(await list(), Number(statusListIndex))).toBe(false)
    const input = { reason: 'facts_wrong', note: '作者姓名有误' }
    const path = `/api/certificates/${name}/revocation`
    expect((await lin.call('POST', path, { reason: 'because', note: 'x' })).status).toBe(422)
    expect((await lin.call('POST', path, input)).body).toMatchObject({
      state: 'revoked',
      revocation: { reason: 'facts_wrong' },
    })
    expect((await lin.call('POST', path, input)).body).toMatchObject({ code: 'certificate_revoked' })
    expect(isRevokedIn(await list(), Number(statusListIndex))).toBe(true)
    expect(isRevokedIn(await list(), Number(statusListIndex) ^ 1)).toBe(false)
    // What anyone may know leaves the words out.
    expect(JSON.stringify((await world.anonymous.call('GET', `/api/certificates/${name}`)).body)).not.toContain('有误')
    expect(await world.sql('SELECT type FROM log_entries WHERE subject_id = ? ORDER BY entry_index', name)).toEqual([
      ['certificate.issued'],
      ['certificate.revoked'],
    ])
    expect(await world.sql("SELECT count(*) FROM audit_entries WHERE action = 'certificate.revoked'")).toEqual([[1]])
    for (const sql of [
      'DELETE FROM certificate_revocations',
      'UPDATE certificates SET sha256 = sha256',
      'DELETE FROM certificates',
    ]) {
      await expect(world.home.db.batch([{ sql, params: [] }])).rejects.toMatchObject({ code: 'certificate_is_fixed' })
    }
  })
})

describe('what else becomes of a work', () => {
  test('its next version gets a certificate that follows on the first, which stands', async () => {
    await lin.call('POST', `/api/works/${workId}/amendment`)
    await lin.call('POST', `/api/works/${workId}/registration`, { revision: 1 })
    await world.work()
    const { items } = await certificatesOf(lin, workId)
    expect(items.map(({ state, successor }) => [state, successor])).toEqual([
      ['valid', null],
      ['valid', items[0]?.number],
    ])
    const { record } = await verifyCertificate(await pdfOf(lin, items[0]?.number ?? ''), { policy: null, roots })
    expect(record.certificate.former).toEqual({ number, version: 1 })
    expect(record.registration.version).toBe(2)
  })

  test('a character that the type lacks is named, and no certificate shows a box', async () => {
    const file = await lin.file(await makePicture(world.dir, 73))
    const work = await registerWork(world, lin, 'image', draftOf({ title: '𠮷屋', files: [{ fileId: file.id }] }))
    expect(await certificatesOf(lin, work.id)).toMatchObject({
      state: 'hindered',
      obstacle: { code: 'glyph_missing', details: { character: '𠮷', codePoint: 'U+20BB7' } },
      items: [],
    })
  })

  test('an earlier registration of somebody else must be answered first, and is then on the certificate', async () => {
    const file = await mei.file(picturePath)
    const work = await registerWork(world, mei, 'image', draftOf({ title: '雨夜', files: [{ fileId: file.id }] }))
    expect(await certificatesOf(mei, work.id)).toMatchObject({
      state: 'hindered',
      obstacle: { code: 'prior_unanswered' },
    })
    expect((await mei.call('POST', `/api/certificates/works/${work.id}`)).body).toMatchObject({
      code: 'prior_unanswered',
    })
    const answer = { version: 1, answer: 'licensed', statement: '已取得骑楼夜雨作者的书面许可。' }
    await mei.call('POST', `/api/works/${work.id}/prior-registrations/QY-2026-00000001/answer`, answer)
    await world.work()
    const { state, items } = await certificatesOf(mei, work.id)
    expect(state).toBe('issued')
    const { record } = await verifyCertificate(await pdfOf(mei, items[0]?.number ?? ''), { policy: null, roots })
    expect(record.earlierRegistrations?.found).toMatchObject([
      { registrationNumber: 'QY-2026-00000001', isOwn: false, answer: { answer: 'licensed' } },
    ])
    expect(record.assurance.checked).toContain('earlier_registrations')
  })
})

describe.skipIf(!hasOpenssl)('a seal from a PKCS #12 file', () => {
  const subject = (name: string) => ['-subj', `/O=Haizhu/CN=${name}`]
  const p256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

  test.each([
    ['P-256', p256],
    ['RSA', ['-newkey', 'rsa:2048', '-nodes']],
  ])('with a key of %s seals so that it verifies, and another password opens nothing', async (name, kind) => {
    run('openssl', 'req', '-x509', ...p256, '-keyout', 'ca.key', '-out', 'ca.pem', ...subject('CA'))
    run('openssl', 'req', ...kind, '-keyout', 'own.key', '-out', 'own.csr', ...subject(name))
    run(
      'openssl',
      'x509',
      '-req',
      '-in',
      'own.csr',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-out',
      'own.pem',
    )
    run(
      'openssl',
      'pkcs12',
      '-export',
      '-inkey',
      'own.key',
      '-in',
      'own.pem',
      '-certfile',
      'ca.pem',
      '-out',
      'seal.p12',
      '-passout',
      'pass:secret',
    )
    const seal = await readP12Seal(at('seal.p12'), 'secret')
    expect(seal.certificates).toHaveLength(2)
    const printed = `%PDF-1.7\n<<\n/ByteRange [0 9999999999 9999999999 9999999999]\n/Contents <${'0'.repeat(9000)}>\n>>\n%%EOF\n`
    const sealed = await sealPdf(new TextEncoder().encode(printed), seal, async () => null)
    expect(await verifySeal(readSealedPdf(sealed))).toMatchObject({
      subject: `CN=${name}, O=Haizhu`,
      issuer: 'CN=CA, O=Haizhu',
    })
    await expect(readP12Seal(at('seal.p12'), 'guess')).rejects.toThrow('cannot be opened')
  })
})
