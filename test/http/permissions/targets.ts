import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Secret, TOTP } from 'otpauth'
import type { MemberRole, TokenScope } from '../../../src/domains/accounts/contract.ts'
import { hashSecret, newSecret } from '../../../src/domains/accounts/secrets.ts'
import { type CertificateRecord, certificateFormat } from '../../../src/domains/evidence/certificates/contract.ts'
import { certificateNumber } from '../../../src/domains/evidence/certificates/number.ts'
import { certificateKey } from '../../../src/domains/evidence/certificates/objects.ts'
import { twoClocks } from '../../../src/domains/evidence/certificates/rules.ts'
import { packageKey } from '../../../src/domains/evidence/packages/objects.ts'
import { documentKey, objectKey } from '../../../src/domains/files/rules.ts'
import { insertListing } from '../../../src/domains/licensing/listings/store.ts'
import { insertGrant } from '../../../src/domains/licensing/store.ts'
import { WorkDraft } from '../../../src/domains/works/contract.ts'
import { insertDraft, insertWork, registerVersion } from '../../../src/domains/works/store.ts'
import { newId } from '../../../src/kernel/ids.ts'
import type { SqlValue, Statement } from '../../../src/ports/db.ts'
import { nodePasswords } from '../../../src/runtimes/node/passwords.ts'
import { type UploadDoor, uploadDoor } from '../../../src/runtimes/node/uploads.ts'
import { makePicture } from '../../kit/pictures.ts'
import { draftOf, password, type World } from '../../kit/world.ts'

const dayMs = 86_400_000

const insert = (table: string, row: Record<string, SqlValue>): Statement => ({
  sql: `INSERT INTO ${table} (${Object.keys(row)}) VALUES (${Object.keys(row).map(() => '?')})`,
  params: Object.values(row),
})

export interface SeededPerson {
  id: string
  email: string
}

/** Real things, put straight into the tables: a walk over all routes needs some thousand of them. */
export interface Targets {
  organisation(kind: 'studio' | 'buyer', id?: string): Promise<string>
  /** A person with the kit's password, who belongs to the organisation. */
  person(organisationId: string, role: MemberRole): Promise<SeededPerson>
  session(
    personId: string,
    organisationId: string,
    state?: { isPending?: boolean; hasSecondFactor?: boolean },
  ): Promise<{ id: string; cookie: string }>
  /** Gives the person an authenticator and returns its code of this moment. */
  totp(personId: string, isConfirmed: boolean): Promise<string>
  passkey(personId: string): Promise<string>
  mailLink(purpose: 'sign_up' | 'password_reset' | 'email_change', email: string, personId?: string): Promise<string>
  invitation(organisationId: string): Promise<{ id: string; token: string }>
  token(organisationId: string, scopes: readonly TokenScope[]): Promise<{ id: string; secret: string }>
  audit(entry: { personId?: string; organisationId?: string; subjectId: string }): Promise<string>
  /** A picture that was examined. */
  file(organisationId: string): Promise<string>
  upload(organisationId: string, isWhole?: boolean): Promise<string>
  work(organisationId: string, isRegistered?: boolean): Promise<{ id: string; fileId: string; number: string }>
  /** Of a draft, stored and entered. */
  deposit(organisationId: string): Promise<string>
  /** A registered work for which an earlier registration was found, and the number of that one. */
  prior(organisationId: string): Promise<{ id: string; number: string }>
  /** Of a registered work: the number, and the work's id. */
  certificate(organisationId: string): Promise<{ number: string; workId: string }>
  /** A right held of a work of its own. */
  grant(organisationId: string): Promise<string>
  /** A registered work of its own, listed. */
  listing(organisationId: string): Promise<string>
  check(organisationId: string): Promise<string>
  /** Of a text that is the same as a work's. */
  textCheck(organisationId: string, workId?: string): Promise<string>
  /** Of evidence, made and stored. */
  package(organisationId: string): Promise<{ id: string; checkId: string }>
  /** A media job that is held under `<token id>:lease` by the worker with this token. */
  heldJob(tokenId: string): Promise<{ id: string; lease: string }>
  withdrawRequests(organisationId: string): Promise<void>
  /** One that waits, in place of any other that does. */
  request(organisationId: string): Promise<{ id: string; fileId: string }>
}

export async function openTargets(world: World): Promise<Targets> {
  const { db, uploadsDir } = world.home
  const put = async (...statements: Statement[]) => void (await db.batch(statements))
  const picturePath = await makePicture(world.dir, 9001)
  const picture = await (await world.signUp('picture-owner')).file(picturePath)
  const pictureBytes = await readFile(picturePath)
  const passwordHash = await nodePasswords.hash(password)
  const door = uploadDoor({ dir: uploadsDir, sizeBytesMax: 10_000_000, path: '/api/uploads' })
  let serial = 1000

  const targets: Targets = {
    organisation: async (kind, id = newId('org', Date.now())) => {
      await put(insert('organisations', { id, kind, name: `${kind} ${id}`, country: 'CN', created_at: Date.now() }))
      // Somebody stays whoever leaves.
      await targets.person(id, 'owner')
      return id
    },
    person: async (organisationId, role) => {
      const id = newId('per', Date.now())
      const email = `${id}@example.com`
      const now = Date.now()
      await put(
        insert('people', { id, email, name: `Name of ${id}`, password_hash: passwordHash, created_at: now }),
        insert('memberships', { person_id: id, organisation_id: organisationId, role, created_at: now }),
      )
      return { id, email }
    },
    session: async (personId, organisationId, { isPending = false, hasSecondFactor = false } = {}) => {
      const secret = newSecret(40)
      const id = hashSecret(secret)
      const now = Date.now()
      await put(
        insert('sessions', {
          id,
          person_id: personId,
          organisation_id: organisationId,
          is_pending: isPending ? 1 : 0,
          second_factor_at: hasSecondFactor ? now : null,
          address: '127.0.0.1',
          user_agent: '',
          created_at: now,
          last_seen_at: now,
          expires_at: now + 30 * dayMs,
        }),
      )
      return { id, cookie: `qianyin_session=${secret}` }
    },
    totp: async (personId, isConfirmed) => {
      const secret = new Secret({ size: 20 })
      await put({
        sql: 'UPDATE people SET totp_secret = ?, totp_confirmed_at = ? WHERE id = ?',
        params: [secret.base32, isConfirmed ? Date.now() : null, personId],
      })
      return new TOTP({ secret }).generate()
    },
    passkey: async (personId) => {
      const id = randomBytes(20).toString('base64url')
      await put(
        insert('passkeys', {
          id,
          person_id: personId,
          name: 'Key',
          public_key: new Uint8Array([1]),
          counter: 0,
          transports: '[]',
          created_at: Date.now(),
        }),
      )
      return id
    },
    mailLink: async (purpose, email, personId) => {
      const secret = newSecret()
      const link = { token_hash: hashSecret(secret), purpose, email, expires_at: Date.now() + dayMs }
      await put(insert('mail_links', { ...link, person_id: personId ?? null }))
      return secret
    },
    invitation: async (organisationId) => {
      const id = newId('inv', Date.now())
      const token = newSecret()
      await put(
        insert('invitations', {
          id,
          organisation_id: organisationId,
          role: 'viewer',
          token_hash: hashSecret(token),
          created_at: Date.now(),
          expires_at: Date.now() + dayMs,
        }),
      )
      return { id, token }
    },
    token: async (organisationId, scopes) => {
      const id = newId('tok', Date.now())
      const secret = `qy_${newSecret(40)}`
      await put(
        insert('api_tokens', {
          id,
          organisation_id: organisationId,
          name: 'Token',
          token_hash: hashSecret(secret),
          scopes: JSON.stringify(scopes),
          created_at: Date.now(),
          last_used_at: Date.now(),
        }),
      )
      return { id, secret }
    },
    audit: async ({ personId, organisationId, subjectId }) => {
      const id = newId('aud', Date.now())
      await put(
        insert('audit_entries', {
          id,
          at: Date.now(),
          person_id: personId ?? null,
          organisation_id: organisationId ?? null,
          actor_kind: 'person',
          action: 'test.decided',
          subject_id: subjectId,
          details: '{}',
          request_id: 'test',
        }),
      )
      return id
    },
    file: async (organisationId) => {
      const id = newId('fil', Date.now())
      await put(
        insert('files', {
          id,
          organisation_id: organisationId,
          upload_id: randomBytes(20).toString('hex'),
          name: `${id}.png`,
          kind: 'image',
          mime_type: picture.mimeType,
          size_bytes: picture.sizeBytes,
          facts: JSON.stringify({ kind: 'image', mimeType: picture.mimeType }),
          sha256: picture.sha256,
          created_at: Date.now(),
        }),
      )
      return id
    },
    upload: (organisationId, isWhole = true) => stageUpload(door, organisationId, isWhole ? pictureBytes : null),
    work: async (organisationId, isRegistered = false) => {
      const id = newId('wrk', Date.now())
      const fileId = await targets.file(organisationId)
      const draft = WorkDraft.parse(draftOf({ files: [{ fileId }] }))
      const now = Date.now()
      const year = 2025
      await put(
        ...insertWork({ id, organisationId, kind: 'image', createdAt: now }),
        ...insertDraft(id, 1, draft, now),
        ...(isRegistered
          ? registerVersion({ workId: id, version: 1, revision: 1, nowMs: now, year, first: true, draft })
          : []),
      )
      const [[number] = []] = await world.sql('SELECT registration_number FROM works WHERE id = ?', id)
      return { id, fileId, number: String(number) }
    },
    deposit: async (organisationId) => {
      const now = Date.now()
      const [id, documentId] = [newId('dep', now), newId('doc', now)]
      const bytes = new TextEncoder().encode(id)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      await world.home.base.blobs.putIfAbsent(documentKey(sha256), bytes, 'application/octet-stream')
      const { id: workId } = await targets.work(organisationId)
      await put(
        insert('documents', {
          id: documentId,
          organisation_id: organisationId,
          upload_id: id,
          name: 'a.psd',
          size_bytes: bytes.length,
          sha256,
          sm3: sha256,
          created_at: now,
        }),
        insert('deposits', { id, work_id: workId, document_id: documentId, kind: 'sketch', note: '', created_at: now }),
        { sql: 'UPDATE deposits SET entered_at = ? WHERE id = ?', params: [now, id] },
      )
      return id
    },
    prior: async (organisationId) => {
      const { id } = await targets.work(organisationId, true)
      const { id: priorId, number } = await targets.work('org_platform', true)
      const of = { work_id: id, version: 1 }
      await put(
        insert('prior_searches', { ...of, searched_at: Date.now() }),
        insert('prior_registrations', { ...of, prior_work_id: priorId, is_own: 0, confidence: 0.9, findings: '[]' }),
      )
      return { id, number }
    },
    certificate: async (organisationId) => {
      const { id: workId, number: registration } = await targets.work(organisationId, true)
      const number = certificateNumber(registration, 1)
      const sha256 = createHash('sha256').update(number).digest('hex')
      await world.home.base.blobs.putIfAbsent(certificateKey(sha256), new Uint8Array(1), 'application/pdf')
      const clocks = twoClocks(Date.now())
      const record: CertificateRecord = {
        format: certificateFormat,
        certificate: { number, issuedAt: clocks, address: `https://qianyin.test/certificates/${number}` },
        issuer: { name: '钤印', address: 'https://qianyin.test' },
        registration: { number: registration, version: 1, registeredAt: clocks },
        registrant: { name: '甲', verification: 'self_declared', country: 'CN' },
        work: {
          title: '乙',
          otherTitles: [],
          kind: 'text',
          category: 'written',
          authors: [],
          rightHolders: [],
          createdOn: null,
          firstPublishedOn: null,
          season: null,
          filing: null,
          aiUse: null,
        },
        files: [
          {
            name: 'a.txt',
            kind: 'text',
            mimeType: 'text/plain',
            episode: null,
            sizeBytes: 1,
            durationSeconds: null,
            sha256,
            sm3: sha256,
          },
        ],
        assurance: { level: 'L1', checked: [], notChecked: [] },
        log: { origin: 'a', key: 'b', index: 0, size: 1, root: '', checkpointSignedAt: clocks },
        timestamp: { state: 'off' },
        seal: { kind: 'development', subject: 'CN=a', certificateSha256: sha256 },
        check: ['a', 'b', 'c'],
        disclaimer: { 'zh-CN': '', en: '' },
      }
      await put(
        insert('certificates', {
          number,
          work_id: workId,
          version: 1,
          serial: 1,
          issued_at: Date.now(),
          sha256,
          size_bytes: 1,
          record: JSON.stringify(record),
          credential: 'a.b.c',
          status_list: 1,
          status_index: ++serial,
        }),
      )
      return { number, workId }
    },
    listing: async (organisationId) => {
      const { id: workId } = await targets.work(organisationId, true)
      const now = Date.now()
      const id = newId('lst', now)
      const said = {
        synopsisZh: '',
        synopsisEn: '',
        genre: 'urban',
        audience: 'general',
        production: 'finished',
      } as const
      const facts = { titleZh: '夜雨', titleEn: 'Night Rain', episodes: 60, episodeMinutes: 2, originalLanguage: 'zh' }
      const kept = { state: 'listed', revision: 1, createdBy: null, createdAt: now, updatedAt: now } as const
      await put(...insertListing({ id, workId, organisationId, ...said, ...facts, ...kept }, 'night'))
      return id
    },
    grant: async (organisationId) => {
      const id = newId('grt', Date.now())
      const { id: workId } = await targets.work(organisationId)
      const scope = {
        work: workId,
        territories: { include: ['WORLD'], exclude: [] },
        media: ['ALL_RIGHTS'],
        languages: [{ tag: '*', mode: '*' as const }],
        start: '2027-01-01',
      }
      await put(
        ...insertGrant(
          {
            id,
            workId,
            organisationId,
            type: 'in',
            entry: 1,
            startDay: 20_819,
            lastDay: 2_932_896,
            fromEpisode: 1,
            toEpisode: 1_000_000_000,
            body: { id, type: 'in', kind: 'ownership', holder: organisationId, scope },
            createdAt: Date.now(),
          },
          null,
        ),
      )
      return id
    },
    check: async (organisationId) => {
      const id = newId('chk', Date.now())
      await put(
        insert('checks', {
          id,
          organisation_id: organisationId,
          file_id: await targets.file(organisationId),
          state: 'done',
          result: '[]',
          created_at: Date.now(),
          finished_at: Date.now(),
        }),
      )
      return id
    },
    package: async (organisationId) => {
      const id = newId('epk', Date.now())
      const checkId = await targets.textCheck(organisationId)
      const sha256 = createHash('sha256').update(id).digest('hex')
      await world.home.base.blobs.putIfAbsent(packageKey(sha256), new Uint8Array(1), 'application/zip')
      await put(
        insert('evidence_packages', {
          id,
          organisation_id: organisationId,
          check_id: checkId,
          match_index: 0,
          asked_at: Date.now(),
        }),
        insert('evidence_package_files', {
          package_id: id,
          sha256,
          size_bytes: 1,
          timestamp: 'off',
          stored_at: Date.now(),
        }),
      )
      return { id, checkId }
    },
    textCheck: async (organisationId, workId = 'wrk_none') => {
      const id = newId('chk', Date.now())
      const bytes = new TextEncoder().encode(`江边有风，${id}`)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      await world.home.base.blobs.putIfAbsent(objectKey(sha256), bytes, 'text/plain')
      const facts = { kind: 'text', mimeType: 'text/plain', extension: 'txt', sizeBytes: bytes.length }
      const fileId = newId('fil', Date.now())
      const segment = { unit: 'characters', queryStart: 0, queryEnd: 5, workStart: 0, workEnd: 5, episode: null }
      const match = {
        ...{ workId, title: '', registrationNumber: '', kind: 'text', confidence: 1, identical: true },
        ...{ sha256, episode: null, durationSeconds: null, mimeType: 'text/plain', edits: [], rightHolders: [] },
        segments: [{ ...segment, confidence: 1, edits: [] }],
        registeredAt: new Date(0).toISOString(),
      }
      await put(
        insert('objects', { sha256, sm3: sha256, size_bytes: bytes.length, created_at: Date.now() }),
        insert('files', {
          id: fileId,
          organisation_id: organisationId,
          upload_id: id,
          name: 'a.txt',
          kind: 'text',
          mime_type: 'text/plain',
          size_bytes: bytes.length,
          facts: JSON.stringify(facts),
          sha256,
          created_at: Date.now(),
        }),
        insert('checks', {
          id,
          organisation_id: organisationId,
          file_id: fileId,
          state: 'done',
          result: JSON.stringify([match]),
          created_at: Date.now(),
          finished_at: Date.now(),
        }),
      )
      return id
    },
    heldJob: async (tokenId) => {
      const now = Date.now()
      const id = newId('job', now)
      const lease = `${tokenId}:lease-of-the-walk`
      const sha256 = createHash('sha256').update(id).digest('hex')
      const bytes = new Uint8Array([1, 2, 3])
      await world.home.base.blobs.putIfAbsent(objectKey(sha256), bytes, 'image/png')
      await put(
        insert('objects', { sha256, sm3: sha256, size_bytes: bytes.length, created_at: now }),
        insert('files', {
          id: newId('fil', now),
          organisation_id: 'org_platform',
          upload_id: id,
          name: 'a.png',
          kind: 'image',
          mime_type: 'image/png',
          size_bytes: bytes.length,
          facts: JSON.stringify({ kind: 'image', mimeType: 'image/png', extension: 'png', sizeBytes: 3 }),
          sha256,
          created_at: now,
        }),
        insert('jobs', {
          id,
          key: id,
          name: 'fingerprints.examine',
          lane: 'media',
          payload: JSON.stringify({ sha256 }),
          subject_id: sha256,
          state: 'running',
          attempts: 1,
          run_at: now,
          lease_token: lease,
          lease_until: now + dayMs,
          created_at: now,
        }),
      )
      return { id, lease }
    },
    withdrawRequests: (organisationId) =>
      put({
        sql: `UPDATE verification_requests SET state = 'withdrawn' WHERE organisation_id = ? AND state = 'waiting'`,
        params: [organisationId],
      }),
    request: async (organisationId) => {
      const id = newId('vrq', Date.now())
      const fileId = await targets.file(organisationId)
      await targets.withdrawRequests(organisationId)
      await put(
        insert('verification_requests', {
          id,
          organisation_id: organisationId,
          kind: 'overseas_registration',
          legal_name: 'Nightfall Media GmbH',
          country: 'DE',
          registration_number: `HRB ${++serial}`,
          number_key: `HRB${serial}`,
          website: 'https://nobody.invalid/',
          website_code: 'code',
          created_at: Date.now(),
        }),
        insert('verification_papers', { request_id: id, position: 0, file_id: fileId }),
      )
      return { id, fileId }
    },
  }
  return targets
}

/** Through the door itself, as somebody of this organisation. */
async function stageUpload(door: UploadDoor, organisationId: string, bytes: Buffer<ArrayBuffer> | null) {
  const request = new Request('http://qianyin.test/api/uploads', {
    method: 'POST',
    headers: {
      'Tus-Resumable': '1.0.0',
      'Upload-Length': String(bytes?.length ?? 3),
      'Upload-Metadata': `filename ${Buffer.from('picture.png').toString('base64')}`,
      ...(bytes ? { 'Content-Type': 'application/offset+octet-stream' } : {}),
    },
    ...(bytes ? { body: bytes, duplex: 'half' } : {}),
  })
  const response = await door.handle(request, { organisationId, requestId: 'test' })
  return response.headers.get('location')?.split('/').at(-1) ?? ''
}
