import { Anchor, Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClaimView } from '../../../../src/domains/subsidies/contract.ts'
import { fetchAnswer } from '../../../api.ts'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { documentUrl } from '../api.ts'
import classes from '../claims.module.css'
import { useBilingual } from '../words.ts'

const shownBytesMax = 30_000_000

/** What the first bytes say; a name proves nothing. Null is a type that is not shown here. */
function pictureType(bytes: Uint8Array): string | null {
  const starts = (...head: number[]) => head.every((byte, i) => bytes[i] === byte)
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'image/png'
  if (starts(0x47, 0x49, 0x46, 0x38)) return 'image/gif'
  if (starts(0x52, 0x49, 0x46, 0x46) && bytes[8] === 0x57) return 'image/webp'
  return null
}

/** The documents of a claim, one at a time; pictures are shown, everything can be taken away. */
export function DocumentViewer({ claim }: { claim: ClaimView }) {
  const { t } = useTranslation()
  const say = useBilingual()
  const [chosenId, setChosenId] = useState<string | null>(null)
  const stored = claim.documents.filter(({ state }) => state === 'stored')
  const proofs = claim.programme.documents.filter(({ isProof }) => isProof).map(({ code }) => code)
  const chosen =
    stored.find(({ id }) => id === chosenId) ??
    stored.find(({ requirement }) => proofs.includes(requirement)) ??
    stored[0]
  const titleOf = (requirement: string) => {
    const asked = claim.programme.documents.find(({ code }) => code === requirement)
    return asked ? say(asked.title) : requirement
  }
  return (
    <section aria-label={t('claims.documents.viewer')}>
      {claim.gaps.map(({ requirement }) => (
        <Text key={requirement} c="var(--wait)" size="sm">
          {t('claims.documents.owed', { name: titleOf(requirement) })}
        </Text>
      ))}
      <ul className={classes.documents}>
        {stored.map(({ id, requirement, name }) => (
          <li key={id}>
            <Button
              size="compact-sm"
              variant={id === chosen?.id ? 'filled' : 'default'}
              aria-pressed={id === chosen?.id}
              title={name}
              onClick={() => setChosenId(id)}
            >
              {titleOf(requirement)}
            </Button>
          </li>
        ))}
      </ul>
      {chosen ? (
        <Shown key={chosen.id} claimId={claim.id} id={chosen.id} name={chosen.name} sizeBytes={chosen.sizeBytes} />
      ) : (
        <Text c="dimmed">{t('claims.documents.none')}</Text>
      )}
    </section>
  )
}

function Shown({ claimId, id, name, sizeBytes }: { claimId: string; id: string; name: string; sizeBytes: number }) {
  const { t } = useTranslation()
  const url = documentUrl(claimId, id)
  const [address, setAddress] = useState<string | null>(null)
  const content = useQuery({
    queryKey: ['claims', 'document', id],
    queryFn: async () => new Uint8Array(await (await fetchAnswer(url)).arrayBuffer()),
    enabled: sizeBytes <= shownBytesMax,
    gcTime: 60_000,
  })
  const type = content.data ? pictureType(content.data) : null
  useEffect(() => {
    if (!content.data || !type) return
    const made = URL.createObjectURL(new Blob([content.data], { type }))
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [content.data, type])
  return (
    <figure style={{ margin: 0 }}>
      {content.isLoading && <Waiting words={t('claims.loading')} />}
      {content.isError && <ProblemNotice error={content.error} />}
      {address && type && <img className={classes.viewer} src={address} alt={name} />}
      {content.data && !type && <Text c="dimmed">{t('claims.documents.cannotShow')}</Text>}
      <figcaption className={classes.small}>
        {name} ·{' '}
        <Anchor href={url} download={name}>
          {t('claims.documents.download')}
        </Anchor>
      </figcaption>
    </figure>
  )
}
