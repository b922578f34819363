import * as words from '../../words/sign-on'

/**
 * The answer to the form that leads to a provider: a page that leaves at once. A redirect would be part of the form's submission, which
 * the content security policy keeps on this site (`form-action`), with every further redirect of the provider.
 */
export function leavingPage({
  name,
  location,
  cookies,
}: {
  name: string
  location: string
  cookies: readonly string[]
}): Response {
  const headers = new Headers({ 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
  for (const cookie of cookies) headers.append('Set-Cookie', cookie)
  const [url, text] = [escaped(location), escaped(words.continueTo(name))]
  return new Response(
    `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="0;url=${url}">
<title>${text}</title>
<style>:root{color-scheme:light dark;background:Canvas;color:CanvasText}body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}</style>
<main><p><a href="${url}">${text}</a></p></main>
</html>
`,
    { headers },
  )
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string) => text.replaceAll(/[&<>"']/gu, (letter) => entities[letter] ?? '')
