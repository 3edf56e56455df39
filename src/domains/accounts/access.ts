/**
 * Who may call a route; every route spreads one of these. `member` is anyone who is signed in for an organisation: what the
 * member's role allows there is in rules.ts, and asked by the command.
 */
export const access = {
  anyone: { 'x-access': 'anyone', security: [] },
  member: { 'x-access': 'member', security: [{ session: [] }] },
}
