import { and, asc, desc, eq, exists, isNotNull, isNull, notInArray, or, sql } from 'drizzle-orm'
import type { Db } from '../../../ports/db.ts'
import { build, reader } from '../../../sql/drizzle.ts'
import { FoundableKind } from '../contract.ts'
import { memberships, organisations, passkeys, people } from '../schema.ts'

const holdsSecondFactor = sql<number>`${or(
  isNotNull(people.totpConfirmedAt),
  exists(build.select({ id: passkeys.id }).from(passkeys).where(eq(passkeys.personId, people.id))),
)}`

/** Newest first, without those who were erased; `part` is any part of the name or the e-mail. */
export const peopleRows = (db: Db, part: string | undefined, limit: number) =>
  reader(db)
    .select({ id: people.id, email: people.email, name: people.name, holdsSecondFactor })
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

/** Everybody who acts for the platform, the mediation committee or a department, by organisation and in the order of joining. */
export const roleRows = (db: Db) =>
  reader(db)
    .select({
      personId: people.id,
      email: people.email,
      name: people.name,
      holdsSecondFactor,
      memberRole: memberships.role,
      organisationId: organisations.id,
      organisationKind: organisations.kind,
    })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .innerJoin(organisations, eq(organisations.id, memberships.organisationId))
    .where(notInArray(organisations.kind, [...FoundableKind.options]))
    .orderBy(asc(organisations.id), asc(memberships.createdAt), asc(people.id))
