import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'

/**
 * Whether keys of a single character do something. Who dictates, or hits keys by accident, turns them off for every page of this
 * browser (WCAG 2.1.4).
 */
export function useSingleKeys() {
  return useLocalStorage({ key: 'single-keys', defaultValue: true, getInitialValueInEffect: false })
}

export function SingleKeysSwitch() {
  const { t } = useTranslation()
  const [isOn, setIsOn] = useSingleKeys()
  return (
    <Checkbox
      size="sm"
      label={t('singleKeys')}
      checked={isOn}
      onChange={(event) => setIsOn(event.currentTarget.checked)}
    />
  )
}
