'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { setCookie } from './cookie'
import * as words from '../../words/shell'

const themes = [
  { value: 'light', label: words.themes.light, Icon: Sun },
  { value: 'dark', label: words.themes.dark, Icon: Moon },
  { value: '', label: words.themes.system, Icon: Monitor },
]

const listeners = new Set<() => void>()

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function choose(theme: string) {
  const root = document.documentElement
  if (theme === '') delete root.dataset.theme
  else root.dataset.theme = theme
  setCookie('brolly-theme', theme)
  for (const listener of listeners) listener()
}

/** Light, dark, or the system's theme. Without JavaScript the system decides, so nothing is rendered. */
export function ThemeSwitch() {
  const current = useSyncExternalStore(
    subscribe,
    () => document.documentElement.dataset.theme ?? '',
    () => null,
  )
  if (current === null) return null
  return (
    <div className="theme-switch" role="group" aria-label={words.theme}>
      {themes.map(({ value, label, Icon }) => (
        <button key={value} type="button" aria-pressed={current === value} onClick={() => choose(value)}>
          <Icon size={13} aria-hidden />
          {label}
        </button>
      ))}
    </div>
  )
}
