import { Button, CloseButton } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { FieldGroup } from '../../../ui/field-group.tsx'
import classes from './rows.module.css'

interface RowsProps<T> {
  items: T[]
  /** Names the whole group and each row's remove button. */
  label: string
  addWords: string
  removeWords: (index: number) => string
  fresh: () => T
  fewest?: number
  onChange: (items: T[]) => void
  children: (item: T, change: (patch: Partial<T>) => void, index: number) => ReactNode
}

/** A list of small rows that people add and remove. */
export function Rows<T extends object>(props: RowsProps<T>) {
  const { items, label, addWords, removeWords, fresh, fewest = 0, onChange, children } = props
  return (
    <FieldGroup label={label}>
      {items.map((item, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the fields are controlled, a row has no other name
        <div key={i} className={classes.row}>
          <div className={classes.fields}>
            {children(item, (patch) => onChange(items.map((old, j) => (j === i ? { ...old, ...patch } : old))), i)}
          </div>
          {items.length > fewest && (
            <CloseButton
              size="lg"
              aria-label={removeWords(i)}
              onClick={() => onChange(items.filter((_, j) => j !== i))}
            />
          )}
        </div>
      ))}
      <Button
        variant="default"
        size="sm"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => onChange([...items, fresh()])}
      >
        {addWords}
      </Button>
    </FieldGroup>
  )
}
