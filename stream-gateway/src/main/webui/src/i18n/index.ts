import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';

export const LANGUAGES = ['en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT = 'flowcast.language';

function preferred(): Language {
  const wanted = [kept(), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return (
    LANGUAGES.find((language) => language === wanted.find((tag) => LANGUAGES.some((each) => each === tag))) ??
    'en'
  );
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // storage is switched off
  }
}

/** Texts of a language that is not English come in a chunk of their own. */
export async function speak(language: Language): Promise<void> {
  if (language === 'ru' && !i18next.hasResourceBundle('ru', 'translation')) {
    i18next.addResourceBundle('ru', 'translation', (await import('./ru.json')).default);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { en: { translation: en } },
    lng: 'en',
    fallbackLng: 'en',
    interpolation: { escapeValue: false },
  });
  await speak(preferred());
}
