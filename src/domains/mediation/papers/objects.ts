/** Where a sealed paper of a case lies in the store. */
export const paperKey = (sha256: string): string => `mediation/${sha256}.pdf`
