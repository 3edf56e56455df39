import { Text } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import classes from './done-words.module.css'

/** What has just been done; stands in the page from the start, so that screen readers hear it. */
export function DoneWords({ words }: { words: string | null }) {
  return (
    <div role="status" className={classes.done}>
      {words && (
        <Text component="span" className={classes.words}>
          <IconCircleCheck size={18} aria-hidden /> {words}
        </Text>
      )}
    </div>
  )
}
