import { Text, Title } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { DropZone } from '../../ui/drop-zone.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { usePageTitle } from '../../ui/page.tsx'
import { useUploads } from '../../ui/upload/uploads-context.tsx'
import classes from './home-page.module.css'
import { MatchPicture } from './match-picture.tsx'
import { NewlySealed } from './newly-sealed.tsx'
import { useNewlySealed } from './use-newly-sealed.ts'

const isFilm = ({ kind }: { kind: string }) => kind === 'micro_drama' || kind === 'video'
const filmsFirst = (a: { kind: string }, b: { kind: string }) => Number(isFilm(b)) - Number(isFilm(a))

const steps = ['one', 'two', 'three'] as const

export function HomePage({ isSignedIn }: { isSignedIn: boolean }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const uploads = useUploads()
  const entries = useNewlySealed()
  usePageTitle('')

  const check = (files: File[]) => {
    uploads.hold('check', files)
    void navigate({ to: '/check' })
  }

  return (
    <>
      <section className={classes.hero}>
        <div className={classes.promise}>
          <Title order={1} className={classes.title}>
            {t('home.promise')}
          </Title>
          <Text className={classes.lead}>{t('home.lead')}</Text>
          <DropZone
            title={t('home.dropTitle')}
            hint={t('home.dropHint')}
            choose={t('home.choose')}
            multiple
            compact
            onFiles={check}
          />
          <div className={classes.second}>
            <span>{t('home.orRegister')}</span>
            <ButtonLink
              to={isSignedIn ? '/works/new' : '/sign-up'}
              search={isSignedIn ? {} : { next: '/works/new' }}
              variant="default"
            >
              {t('home.register')}
            </ButtonLink>
          </div>
        </div>
        <MatchPicture
          posterOf={entries.filter(({ hasPoster }) => hasPoster).sort(filmsFirst)[0]?.registrationNumber ?? null}
        />
      </section>

      <section className={classes.how} aria-labelledby="how">
        <div className={classes.inner}>
          <Title order={2} id="how">
            {t('home.howTitle')}
          </Title>
          <ol className={classes.steps}>
            {steps.map((step, i) => (
              <li key={step}>
                <span className={classes.stepNumber} aria-hidden>
                  {i + 1}
                </span>
                <Title order={3} size="h4">
                  {t(`home.how.${step}.title`)}
                </Title>
                <Text c="dimmed">{t(`home.how.${step}.words`)}</Text>
              </li>
            ))}
          </ol>
        </div>
      </section>

      <NewlySealed entries={entries} />
    </>
  )
}
