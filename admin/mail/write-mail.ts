import type { Mail } from './mailer'

export interface Letter {
  readonly to: string
  readonly subject: string
  /** Shown above: the site's title. */
  readonly from: string
  readonly paragraphs: readonly string[]
  readonly link?: { readonly label: string; readonly href: string }
  /** Below the link: how long it is valid, and what to do if the mail was not expected. */
  readonly closing?: readonly string[]
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/gu, (letter) => escapes[letter] ?? letter)

/** A letter as plain text, and as HTML that every mail program shows: no images, no styles that it needs. */
export function writeLetter({ to, subject, from, paragraphs, link, closing = [] }: Letter): Mail {
  const blocks = [...paragraphs, ...(link ? [`${link.label}:\n${link.href}`] : []), ...closing]
  const paragraph = (text: string, style: string) => `<p style="${style}">${escapeHtml(text)}</p>`
  const body = [
    paragraph(from, 'margin:0 0 24px;font-weight:600'),
    ...paragraphs.map((text) => paragraph(text, 'margin:0 0 16px;white-space:pre-line')),
    ...(link
      ? [`<p style="margin:0 0 16px"><a href="${escapeHtml(link.href)}">${escapeHtml(link.label)}</a></p>`]
      : []),
    ...closing.map((text) => paragraph(text, 'margin:0 0 16px;font-size:13px')),
  ]
  return { to, subject, text: `${blocks.join('\n\n')}\n\n${from}\n`, html: htmlPage(subject, body.join('\n')) }
}

/** A plain text in simple HTML. */
export const htmlOf = (subject: string, text: string): string =>
  htmlPage(subject, `<pre style="white-space:pre-wrap;font:inherit">${escapeHtml(text)}</pre>`)

const htmlPage = (title: string, body: string) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>
<body style="font:16px/1.5 sans-serif;max-width:36em;margin:24px auto;padding:0 16px">
${body}
</body>
</html>
`
