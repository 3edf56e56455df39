import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { WorkIscc } from '../../../src/domains/fingerprints/iscc/contract.ts'
import { HashLine } from '../../ui/hash-line.tsx'

/** The International Standard Content Code of one file, where it has been examined. */
export function IsccLine({ codes, version, sha256 }: { codes: WorkIscc | undefined; version: number; sha256: string }) {
  const { t } = useTranslation()
  const named = codes?.versions.find((one) => one.version === version)?.files.find((file) => file.sha256 === sha256)
  if (!named) return null
  return (
    <>
      <HashLine name="ISCC" value={named.iscc} />
      <Text size="sm" c="dimmed">
        {t('works.isccWords')}
      </Text>
    </>
  )
}
