import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ClaimView } from '../../../src/domains/subsidies/contract.ts'
import { TextLink } from '../../ui/link.tsx'
import { SendForm } from '../../ui/send-form.tsx'
import { moveOwnClaim } from './api.ts'
import { AssessmentTable } from './assessment-table.tsx'
import { ClaimFacts } from './claim-page.tsx'
import classes from './claims.module.css'
import { stepOfPath } from './steps.ts'
import type { DraftEditing } from './use-claim-draft.ts'
import { claimKey, claimsKey, useBilingual, useMissingWords } from './words.ts'

/** All answers on one page before they are sent, and what is still missing, each with the way there. */
export function CheckStep({ claim, editing }: { claim: ClaimView; editing: DraftEditing }) {
  const { t } = useTranslation()
  const say = useBilingual()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const missing = useMissingWords()
  const { draft, change } = editing
  const left = claim.missing.filter(({ path }) => path !== 'isDeclaredTrue')
  const placeOf = (path: string): string => {
    const [root, place] = path.split('.')
    if (root === 'documents') {
      const asked = claim.programme.documents.find(({ code }) => code === place)
      return asked ? say(asked.title) : t('claims.tasks.documents')
    }
    const step = stepOfPath(path)
    const line =
      place !== undefined && /^\d+$/.test(place) ? ` · ${t('claims.cost.line', { line: Number(place) + 1 })}` : ''
    return `${step ? t(`claims.tasks.${step}`) : t('claims.applicant')}${line}`
  }
  return (
    <>
      {left.length > 0 && (
        <section aria-labelledby="missing">
          <h2 id="missing">{t('claims.check.missing')}</h2>
          <ul>
            {left.map(({ path, message }) => {
              const step = stepOfPath(path)
              return (
                <li key={`${path} ${message}`}>
                  {placeOf(path)}
                  {t('colon')}
                  {missing(message)}{' '}
                  {step && (
                    <TextLink to="/claims/$claimId/$step" params={{ claimId: claim.id, step }}>
                      {t('claims.check.change')}
                    </TextLink>
                  )}
                </li>
              )
            })}
          </ul>
        </section>
      )}
      <ClaimFacts claim={{ ...claim, draft }} />
      <AssessmentTable assessment={claim.assessment} programme={claim.programme} isPreview />
      <div className={classes.section}>
        <SendForm
          submitWords={t('claims.check.submit')}
          send={async () => {
            await editing.save()
            const view = await moveOwnClaim(claim.id, { move: 'submit', actCount: claim.actCount })
            queryClient.setQueryData(claimKey(claim.id), view)
            void queryClient.invalidateQueries({ queryKey: claimsKey })
            await navigate({ to: '/claims/$claimId', params: { claimId: claim.id } })
          }}
        >
          <Checkbox
            label={t('claims.check.declare')}
            checked={draft.isDeclaredTrue}
            onChange={(event) => change({ isDeclaredTrue: event.currentTarget.checked })}
          />
          <Text size="sm" c="dimmed">
            {t('claims.check.words')} {t('claims.check.effect')}
          </Text>
        </SendForm>
      </div>
    </>
  )
}
