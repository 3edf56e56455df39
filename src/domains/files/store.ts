import { and, eq, inArray, isNull } from 'drizzle-orm'
import { chunk } from '../../kernel/chunk.ts'
import type { Db, Statement } from '../../ports/db.ts'
import type { FileDigests } from '../../ports/local-files.ts'
import { build, reader, statement } from '../../sql/drizzle.ts'
import { documents, files, objects } from './schema.ts'

export type FileRow = typeof files.$inferSelect
export type ObjectRow = typeof objects.$inferSelect
export type DocumentRow = typeof documents.$inferSelect
export interface StoredFile {
  file: FileRow
  object: ObjectRow | null
}

export const fileByUpload = (db: Db, uploadId: string) =>
  reader(db).select().from(files).where(eq(files.uploadId, uploadId)).get()

export const fileById = (db: Db, id: string): Promise<StoredFile | undefined> =>
  reader(db)
    .select({ file: files, object: objects })
    .from(files)
    .leftJoin(objects, eq(objects.sha256, files.sha256))
    .where(eq(files.id, id))
    .get()

export async function filesByIds(db: Db, ids: readonly string[]): Promise<StoredFile[]> {
  const pages = await Promise.all(
    chunk(ids).map((piece) =>
      reader(db)
        .select({ file: files, object: objects })
        .from(files)
        .leftJoin(objects, eq(objects.sha256, files.sha256))
        .where(inArray(files.id, piece)),
    ),
  )
  return pages.flat()
}

export const objectByHash = (db: Db, sha256: string): Promise<ObjectRow | undefined> =>
  reader(db).select().from(objects).where(eq(objects.sha256, sha256)).get()

/** Any file that has these bytes: the facts are the same for each. */
export const factsOf = async (db: Db, sha256: string) =>
  (await reader(db).select({ facts: files.facts }).from(files).where(eq(files.sha256, sha256)).limit(1).get())?.facts

export const insertFile = (row: typeof files.$inferInsert): Statement[] => [statement(build.insert(files).values(row))]

/** The bytes are known: the object exists, once, and the file is bound to it. */
export const bindObject = (fileId: string, digests: FileDigests, nowMs: number): Statement[] => [
  statement(
    build
      .insert(objects)
      .values({ sha256: digests.sha256, sm3: digests.sm3, sizeBytes: digests.sizeBytes, createdAt: nowMs })
      .onConflictDoNothing(),
  ),
  statement(
    build
      .update(files)
      .set({ sha256: digests.sha256 })
      .where(and(eq(files.id, fileId), isNull(files.sha256))),
  ),
]

export const markExamined = (sha256: string, hasPoster: boolean): Statement[] => [
  statement(build.update(objects).set({ state: 'examined', hasPoster }).where(eq(objects.sha256, sha256))),
]

export const markRefused = (sha256: string, code: string, message: string): Statement[] => [
  statement(
    build
      .update(objects)
      .set({ state: 'refused', refusalCode: code, refusalMessage: message })
      .where(eq(objects.sha256, sha256)),
  ),
]

export const documentById = (db: Db, id: string): Promise<DocumentRow | undefined> =>
  reader(db).select().from(documents).where(eq(documents.id, id)).get()
export const documentByUpload = (db: Db, uploadId: string): Promise<DocumentRow | undefined> =>
  reader(db).select().from(documents).where(eq(documents.uploadId, uploadId)).get()

export async function documentsByIds(db: Db, ids: readonly string[]): Promise<DocumentRow[]> {
  const pages = await Promise.all(
    chunk(ids).map((piece) => reader(db).select().from(documents).where(inArray(documents.id, piece))),
  )
  return pages.flat()
}

export const insertDocument = (row: typeof documents.$inferInsert): Statement =>
  statement(build.insert(documents).values(row))

/** The bytes of a document are stored. */
export const markDocumentStored = (id: string, { sha256, sm3 }: FileDigests): Statement =>
  statement(
    build
      .update(documents)
      .set({ sha256, sm3 })
      .where(and(eq(documents.id, id), isNull(documents.sha256))),
  )
