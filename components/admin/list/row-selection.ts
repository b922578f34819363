export interface RowSelection {
  /** Rows of this page. */
  ticked: number
  /** All that match, on whatever page. */
  all: boolean
  /** With `all`: rows of this page that were taken out again. */
  except: number
}

export interface SelectionBoxes {
  /** Ticks a row, with `range` also those between it and the last one. */
  tick: (box: HTMLInputElement, checked: boolean, range: boolean) => void
  detach: () => void
}

/**
 * The ticks of a list's rows, and the two boxes that stand for many: all of this page, and all that match. Plain listeners on
 * the one form: the browser keeps the ticks, so nothing is drawn again when one changes.
 */
export function attachSelection(form: HTMLFormElement, onSelected: (selection: RowSelection) => void): SelectionBoxes {
  const every = form.querySelector<HTMLInputElement>('.every')
  const boxes = () => [...form.querySelectorAll<HTMLInputElement>('tbody .c input')]
  /** Not there where one page holds all that match. */
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
    // All that match are those of this page too: what is unticked after this is taken out of them.
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
