import { Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { getProvenance } from '../../../api.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { TextLink } from '../../../ui/link.tsx'
import { When } from '../../../ui/when.tsx'
import classes from './prior-section.module.css'

/** How a registered work came to be, as far as anyone may know. */
export function PublicProvenance({ registrationNumber }: { registrationNumber: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { data } = useQuery({
    queryKey: ['registry', 'provenance', registrationNumber],
    queryFn: () => getProvenance(registrationNumber),
  })
  if (!data) return null
  const { deposits, priorSearch } = data
  const [first] = deposits
  const kinds = [...new Set(deposits.map(({ kind }) => t(`provenance.kinds.${kind}`)))]
  return (
    <section aria-labelledby="provenance" className={classes.public}>
      <Title order={2} size="h4" id="provenance" mb="xs">
        {t('provenance.title')}
      </Title>
      <Text>
        {first ? (
          <>
            {t('provenance.publicDeposits', { count: deposits.length, kinds: formats.list(kinds) })}{' '}
            <When at={first.enteredAt} />
          </>
        ) : (
          t('provenance.publicNone')
        )}
      </Text>
      {priorSearch.state !== 'none' && (
        <Text>
          {t('provenance.prior.title')}
          {t('colon')}
          {t(`provenance.prior.publicStates.${priorSearch.state}`)}
        </Text>
      )}
      <ul className={classes.findings}>
        {priorSearch.registrations.map(({ registrationNumber: number, registeredAt, isOwn, answer }) => (
          <li key={number}>
            <TextLink to="/registry/$number" params={{ number }} className="numbers">
              {number}
            </TextLink>
            <span>
              {t('works.sealedAt')} <When at={registeredAt} precision="day" />
            </span>
            <span>{isOwn ? t('provenance.prior.own') : answer && t(`provenance.prior.answers.${answer.answer}`)}</span>
            {answer && <span>{answer.statement}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
