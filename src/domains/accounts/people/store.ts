import { and, desc, isNull, or, sql } from 'drizzle-orm'
import type { Db } from '../../../ports/db.ts'
import { reader } from '../../../sql/drizzle.ts'
import { people } from '../schema.ts'

/** Newest first, without those who were erased; `part` is any part of the name or the e-mail. */
export const peopleRows = (db: Db, part: string | undefined, limit: number) =>
  reader(db)
    .select()
    .from(people)
    .where(
      and(
        isNull(people.erasedAt),
        part
          ? or(sql`instr(lower(${people.name}), lower(${part})) > 0`, sql`instr(${people.email}, lower(${part})) > 0`)
          : undefined,
      ),
    )
    .orderBy(desc(people.id))
    .limit(limit)
