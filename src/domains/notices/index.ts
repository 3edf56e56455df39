/**
 * Owns: notice_moves, notices, notice_addresses, notice_entries, notice_links
 * Reads: accounts, works, fingerprints, evidence
 * Emits: nothing
 * States: notice ready → sent → received → removed | rejected; removed → countered → restored | kept; withdrawn before the end
 * Never: sends what lacks an element of its law; gives a second notice where the law bars it; accuses by a machine's word alone
 */
export {}
