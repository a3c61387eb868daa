import { Languages, Moon, Sun } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { Button } from '../components/Button';
import { type Language, speak } from '../i18n';
import { cn } from '../lib/cn';
import { type Theme, currentTheme, showTheme } from './theme';

export function Layout() {
  const { t } = useTranslation();
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:bg-surface focus:p-2"
      >
        {t('app.skip')}
      </a>
      <header className="sticky top-0 z-30 border-b bg-surface/90 backdrop-blur">
        <div className="flex h-14 w-full items-center gap-2 px-4 sm:gap-6">
          <NavLink to="/executions" aria-label="Flowcast" className="flex items-center gap-2 font-semibold">
            <img src="/favicon.svg" alt="" className="size-6" />
            <span className="hidden sm:inline">Flowcast</span>
          </NavLink>
          <nav aria-label="Flowcast" className="flex gap-1">
            <Place to="/executions">{t('app.executions')}</Place>
            <Place to="/definitions">{t('app.definitions')}</Place>
          </nav>
          <div className="ml-auto flex items-center">
            <LanguageButton />
            <ThemeButton />
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
        <Suspense fallback={<p className="p-6 text-ink-soft">{t('app.loading')}</p>}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  );
}

function Place({ to, children }: { to: string; children: string }) {
  return (
    <NavLink
      to={to}
      className={({ isActive }) =>
        cn(
          'rounded-lg px-3 py-1.5 text-sm font-medium transition-colors',
          isActive ? 'bg-accent-ground text-accent' : 'text-ink-soft hover:bg-sunken hover:text-ink',
        )
      }
    >
      {children}
    </NavLink>
  );
}

function ThemeButton() {
  const { t } = useTranslation();
  const [theme, setTheme] = useState<Theme>(currentTheme);
  const other: Theme = theme === 'dark' ? 'light' : 'dark';
  return (
    <Button
      look="quiet"
      aria-label={`${t('app.theme.label')}: ${t(`app.theme.${other}`)}`}
      onClick={() => {
        showTheme(other);
        setTheme(other);
      }}
    >
      {theme === 'dark' ? <Sun aria-hidden className="size-4" /> : <Moon aria-hidden className="size-4" />}
    </Button>
  );
}

function LanguageButton() {
  const { t, i18n } = useTranslation();
  const other: Language = i18n.language === 'ru' ? 'en' : 'ru';
  return (
    <Button
      look="quiet"
      aria-label={`${t('app.language')}: ${other.toUpperCase()}`}
      onClick={() => void speak(other)}
    >
      <Languages aria-hidden className="size-4" />
      {other.toUpperCase()}
    </Button>
  );
}
