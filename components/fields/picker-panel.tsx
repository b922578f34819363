import { type ComponentType, useEffect, useState } from 'react'
import type { PickerOptionsProps } from './picker-options'
import * as words from '../words/fields'

/** Kept, so that later pickers show their list at once. */
let Options: ComponentType<PickerOptionsProps> | null = null

/** Loads the code of the list, before it is needed. If that fails, it is tried again when the list is to be shown. */
export async function prepareOptions(): Promise<void> {
  try {
    Options ??= (await import('./picker-options')).PickerOptions
  } catch {
    // There is no connection, or the server was replaced.
  }
}

/** The list of a picker that is open. Its code is loaded with the first one; the keys pressed meanwhile are the picker's. */
export function PickerPanel(props: PickerOptionsProps) {
  const [isWaiting, setIsWaiting] = useState(Options === null)
  const { typed } = props.picker
  useEffect(() => {
    if (Options !== null) return
    let isGone = false
    void prepareOptions().then(() => {
      if (!isGone) setIsWaiting(false)
    })
    return () => {
      isGone = true
    }
  }, [typed])
  if (Options !== null) return <Options {...props} />
  return isWaiting ? null : (
    <p className="relation-note" role="status">
      {words.searchFailed}
    </p>
  )
}
