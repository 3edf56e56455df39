import { useTranslation } from 'react-i18next'
import type { AnswerStatus } from '../../../../src/domains/licensing/contract.ts'
import type { CatalogueItem } from '../../../../src/domains/licensing/listings/contract.ts'
import { registryPosterUrl } from '../../../api.ts'
import { PlainLink } from '../../../ui/link.tsx'
import { Poster } from '../../../ui/poster.tsx'
import { StateMark, type StateTone } from '../../../ui/state-mark.tsx'
import type { CatalogueSearch } from '../scope/scope-form.ts'
import classes from './title-card.module.css'

export const toneOfStatus: Readonly<Record<AnswerStatus, StateTone>> = {
  available: 'good',
  conditional: 'wait',
  partial: 'wait',
  unavailable: 'bad',
}

/** The title in the reader's language first. */
export function useTitleNames() {
  const { i18n } = useTranslation()
  const isChinese = i18n.language === 'zh-CN'
  return {
    first: (title: Pick<CatalogueItem, 'titleZh' | 'titleEn'>) => (isChinese ? title.titleZh : title.titleEn),
    second: (title: Pick<CatalogueItem, 'titleZh' | 'titleEn'>) => (isChinese ? title.titleEn : title.titleZh),
    synopsis: (title: Pick<CatalogueItem, 'synopsisZh' | 'synopsisEn'>) =>
      isChinese ? title.synopsisZh || title.synopsisEn : title.synopsisEn || title.synopsisZh,
    secondLanguage: isChinese ? 'en' : 'zh-CN',
  }
}

export function TitleCard({
  title,
  asked,
}: {
  title: CatalogueItem & { status: AnswerStatus | null }
  asked: CatalogueSearch
}) {
  const { t } = useTranslation()
  const names = useTitleNames()
  const { chain, status } = title
  return (
    <PlainLink to="/catalogue/$id" params={{ id: title.id }} search={asked} className={classes.card}>
      <Poster
        src={title.hasPoster ? registryPosterUrl(chain.registrationNumber) : null}
        kind={title.kind}
        shape="small"
      />
      <span className={classes.words}>
        <span className={classes.title}>{names.first(title)}</span>
        <span className={classes.second} lang={names.secondLanguage}>
          {names.second(title)}
        </span>
        <span className={classes.facts}>
          {t(`market.genre.${title.genre}`)} · {t('market.facts.episodes', { count: title.episodes })} ·{' '}
          {t(`market.production.${title.production}`)}
        </span>
        <span className={classes.marks}>
          {status && <StateMark tone={toneOfStatus[status]}>{t(`market.status.${status}`)}</StateMark>}
          {chain.isVerified && <StateMark tone="sealed">{t('market.chain.verified')}</StateMark>}
        </span>
      </span>
    </PlainLink>
  )
}
