import { z } from 'zod'
import { DepartmentCode, MemberRole } from '../contract.ts'

/** What only an administrator gives: everybody else becomes a creator or a buyer by founding an organisation. */
export const GivenRole = z.enum(['admin', 'auditor', 'mediator', 'secretary', 'officer'])
export type GivenRole = z.infer<typeof GivenRole>

export const RoleInput = z
  .strictObject({
    email: z.string().max(254),
    role: GivenRole,
    department: DepartmentCode.optional(),
    as: MemberRole.optional(),
  })
  .refine(({ role, department }) => (role === 'officer') === (department !== undefined), {
    path: ['department'],
    message: 'an officer, and nobody else, belongs to a department',
  })
export type RoleInput = z.infer<typeof RoleInput>
