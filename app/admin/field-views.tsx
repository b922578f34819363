'use client'

import type { ReactNode } from 'react'
import { type FieldView, loadFieldViewsBy } from '@/components/fields/own-views'

// The bundler finds all files of this form, each in a file of its own that is loaded on first use. There need not be any.
loadFieldViewsBy(
  (path) => import(/* turbopackOptional: true */ `../../db/${path}.view.tsx`) as Promise<{ default?: FieldView }>,
)

/** Around what is drawn with field types of the project. */
export function FieldViews({ children }: { children: ReactNode }) {
  return children
}
