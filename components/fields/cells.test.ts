import { describe, expect, test } from 'vitest'
import { cellOf } from './cells'

describe('SEC-149: a cell of a picture', () => {
  const { draw, within } = cellOf({ kind: 'image', align: 'left' })
  const drawing = 'data:image/svg+xml,<svg onload="alert(1)">'

  test('shows a text that is no file as a text', () => {
    const text = 'data:image/svg+xml,&lt;svg onload=&quot;alert(1)&quot;&gt;'
    expect([draw(drawing, '').html, within?.(drawing, '').html]).toEqual([text, text])
  })

  test('shows the thumbnail of a file, which the server makes', () => {
    const href = '/admin/-/api/files/papers/1/picture'
    const image = `<img src="${href}?size=thumb" alt="&quot;&gt;&lt;script&gt;" loading="lazy" decoding="async">`
    expect(draw('"><script>', href).html).toBe(`<a href="${href}">${image}</a>`)
  })
})
