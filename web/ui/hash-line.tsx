import { CopyButton } from './copy-button.tsx'
import classes from './hash-line.module.css'

/** A long number that people compare: in groups of eight, never cut off. */
export function HashLine({ name, value }: { name: string; value: string }) {
  const half = Math.ceil(value.length / 2)
  return (
    <div className={classes.line}>
      <span className={classes.name}>{name}</span>
      <code className={classes.value}>
        <Groups text={value.slice(0, half)} />
        <Groups text={value.slice(half)} />
      </code>
      <CopyButton text={value} what={name} />
    </div>
  )
}

function Groups({ text }: { text: string }) {
  const groups = text.match(/.{1,8}/g) ?? [text]
  return (
    <span className={classes.half}>
      {groups.map((group, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the groups of one number never move
        <span key={i}>{group}</span>
      ))}
    </span>
  )
}
