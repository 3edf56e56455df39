import type { MemberRole } from './contract.ts'

const everyone: readonly MemberRole[] = ['owner', 'manager', 'member', 'viewer']
const workers: readonly MemberRole[] = ['owner', 'manager', 'member']

/** Which members of an organisation may do what with the things of their own organisation. */
export const permissions = {
  'file.upload': workers,
  'file.read': everyone,
  'work.read': everyone,
  'work.write': workers,
  'work.register': workers,
  'check.create': workers,
  'check.read': everyone,
} as const satisfies Record<string, readonly MemberRole[]>

export type Action = keyof typeof permissions

export const allows = (action: Action, role: MemberRole): boolean => permissions[action].includes(role)
