import { useQuery } from '@tanstack/react-query'
import { getOrganisation } from '../../api.ts'

export const organisationKey = (id: string) => ['organisations', id, 'facts']
export const membersKey = (id: string) => ['organisations', id, 'members']
export const invitationsKey = (id: string) => ['organisations', id, 'invitations']

export const useOrganisation = (id: string) =>
  useQuery({ queryKey: organisationKey(id), queryFn: () => getOrganisation(id) })
