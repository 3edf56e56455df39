import { Group, Loader, Text } from '@mantine/core'

/** Never a spinner without words. */
export function Waiting({ words }: { words: string }) {
  return (
    <Group gap="sm" py="lg" role="status">
      <Loader size="sm" aria-hidden />
      <Text c="dimmed">{words}</Text>
    </Group>
  )
}
