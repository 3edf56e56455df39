/** Where a certificate lies in the store. */
export const certificateKey = (sha256: string): string => `certificates/${sha256}.pdf`
