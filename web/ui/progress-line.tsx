import { Progress } from '@mantine/core'

/** A bar with words; the words carry the meaning, the bar only the eye. */
export function ProgressLine({ words, fraction, moving }: { words: string; fraction: number; moving: boolean }) {
  const value = Math.round(fraction * 100)
  return (
    <div>
      <div style={{ fontSize: 14, color: 'var(--ink-soft)', marginBottom: 4 }} className="tabular">
        {words}
      </div>
      <Progress.Root size="sm" radius="xl">
        <Progress.Section value={value} animated={moving} aria-label={words} color="var(--ink-soft)" />
      </Progress.Root>
    </div>
  )
}
