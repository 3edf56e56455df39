import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, type CheckboxProps } from '@mantine/core'

/** A box to tick, with its looks: few pages have one, so they come with it. */
export const TickBox = (props: CheckboxProps) => <Checkbox {...props} />
