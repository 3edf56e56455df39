import { createHash } from 'node:crypto'
import { hashSecret, newSecret } from '../../src/domains/accounts/secrets.ts'
import { objectKey } from '../../src/domains/files/index.ts'
import { bindObject, insertFile, markExamined } from '../../src/domains/files/store.ts'
import { databaseQueue } from '../../src/jobs/queue.ts'
import { newId } from '../../src/kernel/ids.ts'
import type { WorkerdPorts } from './ports-client.ts'

const clock = { nowMs: () => Date.now() }

type Ports = Pick<WorkerdPorts, 'db' | 'blobs'>

/** Puts a file there as the home that accepted it would: its row, and the media job that waits for a media worker. */
export async function acceptedFile({ db }: Ports, organisationId: string, sizeBytes: number): Promise<string> {
  const nowMs = clock.nowMs()
  const id = newId('fil', nowMs)
  await db.batch([
    ...insertFile({
      id,
      organisationId,
      uploadId: `upload-of-${id}`,
      name: '夜雨 01.mp4',
      kind: 'video',
      mimeType: 'video/mp4',
      sizeBytes,
      facts: { kind: 'video', mimeType: 'video/mp4', extension: 'mp4', sizeBytes, durationSeconds: 61.2 },
      createdBy: null,
      createdAt: nowMs,
    }),
    ...databaseQueue(db, clock).enqueue({
      name: 'files.store',
      payload: { fileId: id },
      key: `files.store:${id}`,
      lane: 'media',
      subjectId: id,
    }),
  ])
  return id
}

/** Puts a file there as it is after a media worker has stored and examined it. */
export async function examinedFile(ports: Ports, organisationId: string, bytes: Uint8Array) {
  const id = await acceptedFile(ports, organisationId, bytes.length)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await ports.blobs.putIfAbsent(objectKey(sha256), bytes, 'video/mp4')
  await ports.db.batch([
    ...bindObject(id, { sha256, sm3: sha256, sizeBytes: bytes.length }, clock.nowMs()),
    ...markExamined(sha256, false),
  ])
  await ports.db.batch([
    { sql: 'INSERT INTO job_completions SELECT id, 1 FROM jobs WHERE subject_id = ?', params: [id] },
  ])
  return { id, sha256 }
}

/** Puts a file there whose bytes are stored and wait to be examined. */
export async function storedFile(ports: Ports, organisationId: string, bytes: Uint8Array, kind: 'image' | 'video') {
  const id = await acceptedFile(ports, organisationId, bytes.length)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await ports.blobs.putIfAbsent(objectKey(sha256), bytes, 'application/octet-stream')
  const object = { name: 'object.stored', payload: { sha256 }, key: sha256, subjectId: sha256 }
  await ports.db.batch([
    { sql: `UPDATE files SET kind = ?, facts = json_set(facts, '$.kind', ?) WHERE id = ?`, params: [kind, kind, id] },
    ...bindObject(id, { sha256, sm3: sha256, sizeBytes: bytes.length }, clock.nowMs()),
    ...databaseQueue(ports.db, clock).emit(object),
    { sql: 'INSERT INTO job_completions SELECT id, 1 FROM jobs WHERE subject_id = ?', params: [id] },
  ])
  return { id, sha256 }
}

/** An API token of the platform with which media jobs may be done; resolves to its secret. */
export async function workerToken({ db }: Ports): Promise<string> {
  const secret = `qy_${newSecret(40)}`
  const sql = `INSERT INTO api_tokens (id, organisation_id, name, token_hash, scopes, created_at) VALUES (?, 'org_platform', 'w', ?, ?, 1)`
  const scopes = JSON.stringify(['media_jobs'])
  await db.batch([{ sql, params: [newId('tok', clock.nowMs()), hashSecret(secret), scopes] }])
  return secret
}
