export interface RowSelection {
  /** The number of selected rows on this page. */
  ticked: number
  /** All matching rows, on every page. */
  all: boolean
  /** With `all`: the number of rows on this page that were deselected again. */
  except: number
}

export interface SelectionBoxes {
  /** Selects a row, with `range` also those between it and the last one. */
  tick: (box: HTMLInputElement, checked: boolean, range: boolean) => void
  detach: () => void
}

/**
 * The checkboxes of a list's rows, and the two for all rows of this page and all matching rows. Plain listeners on the
 * form: the browser holds the state, so nothing is rendered again when it changes.
 */
export function attachSelection(form: HTMLFormElement, onSelected: (selection: RowSelection) => void): SelectionBoxes {
  const every = form.querySelector<HTMLInputElement>('.every')
  const boxes = () => [...form.querySelectorAll<HTMLInputElement>('tbody .c input')]
  /** Missing if one page contains all matching rows. */
  const whole = form.querySelector<HTMLInputElement>('[name="~all"]')
  let anchor: HTMLInputElement | null = null

  const count = () => {
    const rows = boxes()
    const ticked = rows.filter((box) => box.checked).length
    const all = whole?.checked ?? false
    if (every !== null) {
      every.hidden = false
      every.checked = ticked > 0 && ticked === rows.length
      every.indeterminate = ticked > 0 && ticked < rows.length
    }
    onSelected({ ticked, all, except: all ? rows.length - ticked : 0 })
  }
  const setAll = (checked: boolean) => {
    for (const box of boxes()) box.checked = checked
    count()
  }
  const tick = (box: HTMLInputElement, checked: boolean, range: boolean) => {
    const rows = boxes()
    const from = range && anchor !== null ? rows.indexOf(anchor) : -1
    const to = rows.indexOf(box)
    box.checked = checked
    if (from >= 0) for (const other of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) other.checked = checked
    anchor = box
    count()
  }
  const onClick = ({ target, shiftKey }: MouseEvent) => {
    if (!(target instanceof HTMLInputElement)) return
    if (target.name === 'key') tick(target, target.checked, shiftKey)
    // All matching rows include those of this page; rows deselected afterwards are exceptions.
    else if (target === every || target === whole) setAll(target.checked)
  }
  const onFormData = ({ formData }: FormDataEvent) => {
    if (whole?.checked !== true) return
    for (const box of boxes()) if (!box.checked) formData.append('~except', box.value)
  }

  form.addEventListener('click', onClick)
  form.addEventListener('change', count)
  form.addEventListener('formdata', onFormData)
  window.addEventListener('pageshow', count)
  count()
  return {
    tick,
    detach: () => {
      form.removeEventListener('click', onClick)
      form.removeEventListener('change', count)
      form.removeEventListener('formdata', onFormData)
      window.removeEventListener('pageshow', count)
    },
  }
}
