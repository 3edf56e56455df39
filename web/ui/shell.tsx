import { ActionIcon, Button, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconMenu2, IconMoon, IconSun, IconX } from '@tabler/icons-react'
import { useLocation } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeLanguage } from '../i18n/language.ts'
import { PlainLink } from './link.tsx'
import { SealMark } from './seal-mark.tsx'
import classes from './shell.module.css'

interface ShellProps {
  account: ReactNode
  /** Whether whoever looks may have works of their own. */
  hasWorks: boolean
  /** Whether whoever looks may take part in mediation. */
  hasCases: boolean
  children: ReactNode
}

export function Shell({ account, hasWorks, hasCases, children }: ShellProps) {
  const { t } = useTranslation()
  const path = useLocation({ select: (location) => location.pathname })
  const [menuOpen, setMenuOpen] = useState(false)
  const main = useMainFocus(path)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu
  useEffect(() => setMenuOpen(false), [path])

  return (
    <>
      <a href="#main" className={classes.skip}>
        {t('nav.skip')}
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <PlainLink to="/" className={classes.brand} aria-label={t('nav.home')}>
            <SealMark sizePixels={34} />
            <span className={classes.name} aria-hidden>
              {t('product')}
            </span>
          </PlainLink>
          <ActionIcon
            className={classes.burger}
            variant="subtle"
            size={44}
            aria-expanded={menuOpen}
            aria-controls="site-menu"
            aria-label={menuOpen ? t('nav.closeMenu') : t('nav.openMenu')}
            onClick={() => setMenuOpen(!menuOpen)}
          >
            {menuOpen ? <IconX aria-hidden /> : <IconMenu2 aria-hidden />}
          </ActionIcon>
          <div id="site-menu" className={classes.menu} data-open={menuOpen || undefined}>
            <nav aria-label={t('nav.label')} className={classes.nav}>
              <PlainLink to="/check" activeProps={{ 'aria-current': 'page' }}>
                {t('nav.check')}
              </PlainLink>
              <PlainLink to="/catalogue" search={{}} activeProps={{ 'aria-current': 'page' }}>
                {t('nav.catalogue')}
              </PlainLink>
              <PlainLink to="/registry" activeProps={{ 'aria-current': 'page' }}>
                {t('nav.registry')}
              </PlainLink>
              <PlainLink to="/verify" activeProps={{ 'aria-current': 'page' }}>
                {t('nav.verify')}
              </PlainLink>
              <PlainLink to="/programmes" activeProps={{ 'aria-current': 'page' }}>
                {t('nav.programmes')}
              </PlainLink>
              {hasWorks && (
                <PlainLink to="/works" activeProps={{ 'aria-current': 'page' }}>
                  {t('nav.works')}
                </PlainLink>
              )}
              {hasCases && (
                <PlainLink to="/mediation" activeProps={{ 'aria-current': 'page' }}>
                  {t('nav.mediation')}
                </PlainLink>
              )}
            </nav>
            <div className={classes.tools}>
              <LanguageSwitch />
              <SchemeSwitch />
              {account}
            </div>
          </div>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        {children}
      </main>
      <footer className={classes.footer}>
        <div className={classes.footerInner}>
          <p>{t('footer.who')}</p>
          <p>{t('footer.note')}</p>
        </div>
      </footer>
    </>
  )
}

/** A new page starts at its top for keyboards and screen readers too. */
function useMainFocus(path: string) {
  const main = useRef<HTMLElement>(null)
  const shown = useRef(path)
  useEffect(() => {
    if (shown.current === path) return
    shown.current = path
    main.current?.focus({ preventScroll: true })
  }, [path])
  return main
}

function LanguageSwitch() {
  const { t, i18n } = useTranslation()
  const other = i18n.language === 'zh-CN' ? 'en' : 'zh-CN'
  return (
    <Button
      variant="subtle"
      size="sm"
      px={8}
      lang={other}
      aria-label={t('nav.languageLabel')}
      onClick={() => void changeLanguage(other)}
    >
      {other === 'en' ? 'English' : '中文'}
    </Button>
  )
}

function SchemeSwitch() {
  const { t } = useTranslation()
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const other = scheme === 'light' ? 'dark' : 'light'
  return (
    <ActionIcon
      variant="subtle"
      size={36}
      aria-label={other === 'dark' ? t('nav.toDark') : t('nav.toLight')}
      onClick={() => setColorScheme(other)}
    >
      {other === 'dark' ? <IconMoon size={20} aria-hidden /> : <IconSun size={20} aria-hidden />}
    </ActionIcon>
  )
}
