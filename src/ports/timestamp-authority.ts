/** A timestamp authority (RFC 3161): somebody else's clock and signature over a hash. */
export interface TimestampAuthority {
  /** As the settings name it, such as its host. */
  name: string
  /** Whether its clock is another's than ours: only then does its word count as more than our own. */
  isThirdParty: boolean
  /** Certificates in DER, each trusted by its very bytes; what the authority signs with must lead to one of them. */
  roots: readonly Uint8Array[]
  /** Answers a TimeStampReq with a TimeStampResp, both in DER and not looked at here. Throws AppError Unavailable. */
  answer(request: Uint8Array): Promise<Uint8Array>
}
