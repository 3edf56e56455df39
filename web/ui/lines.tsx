/** Short texts below each other. */
export function Lines({ items }: { items: string[] }) {
  return items.map((item, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: plain text, nothing to keep
    <div key={i}>{item}</div>
  ))
}
