/** Where a package lies in the store: without the proof and the timestamp by its manifest, and as it is handed out by its own hash. */
export const packageCoreKey = (manifestSha256: string): string => `packages/${manifestSha256}-core.zip`
export const packageKey = (sha256: string): string => `packages/${sha256}.zip`
