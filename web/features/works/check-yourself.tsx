import { Code, Text, Title } from '@mantine/core'
import '@mantine/core/styles/Code.layer.css'
import { useTranslation } from 'react-i18next'
import { TextLink } from '../../ui/link.tsx'
import classes from './check-yourself.module.css'
import { LocalHash } from './local-hash.tsx'

interface CheckYourselfProps {
  registrationNumber: string
  files: { sha256: string; name?: string }[]
}

/** Three ways that need no trust in this page. */
export function CheckYourself({ registrationNumber, files }: CheckYourselfProps) {
  const { t } = useTranslation()
  return (
    <section className={classes.check} aria-labelledby="check-yourself">
      <Title order={2} size="h3" id="check-yourself">
        {t('checkYourself.title')}
      </Title>
      <ol className={classes.ways}>
        <li>
          <Title order={3} size="h5">
            {t('checkYourself.here')}
          </Title>
          <Text c="dimmed" mb="sm">
            {t('checkYourself.hereWords')}
          </Text>
          <LocalHash expected={files.map(({ sha256 }) => sha256)} />
          <Text mt="sm">
            <TextLink to="/verify">{t('checkYourself.documents')}</TextLink>
          </Text>
        </li>
        <li>
          <Title order={3} size="h5">
            {t('checkYourself.own')}
          </Title>
          <Text c="dimmed" mb={6}>
            {t('checkYourself.ownWords')}
          </Text>
          <Code block>{`# Windows\ncertutil -hashfile FILE SHA256\n# macOS, Linux\nshasum -a 256 FILE`}</Code>
        </li>
        <li>
          <Title order={3} size="h5">
            {t('checkYourself.public')}
          </Title>
          <Text c="dimmed">
            {t('checkYourself.publicWords')}{' '}
            <TextLink to="/registry/$number" params={{ number: registrationNumber }} className="numbers">
              {registrationNumber}
            </TextLink>
          </Text>
        </li>
      </ol>
    </section>
  )
}
