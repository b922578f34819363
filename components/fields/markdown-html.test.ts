import { expect, test } from 'vitest'
import { markdownHtml } from './markdown-html'

test('Markdown becomes HTML', () => {
  expect(markdownHtml('# Care\n\n- oil it *yearly*')).toBe(
    '<h1>Care</h1>\n<ul>\n<li>oil it <em>yearly</em></li>\n</ul>\n',
  )
})

test('links open elsewhere and tell the other site nothing', () => {
  expect(markdownHtml('[shop](https://example.org)')).toContain(
    '<a href="https://example.org" rel="noopener noreferrer nofollow" target="_blank">shop</a>',
  )
})

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '[x](vbscript:msgbox)',
  '![x](https://tracker.example/pixel.gif)',
  '[x](https://example.org "onmouseover=alert(1)")<b onclick=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '[a]: javascript:alert(1)\n\n[a]',
])('stored HTML and dangerous links are texts: %s', (text) => {
  const html = markdownHtml(text)
  expect(html).not.toMatch(/<(?:script|img|b|iframe|svg)\b/iu)
  expect(html).not.toMatch(/href="(?:javascript|data|vbscript)/iu)
  expect(html).not.toMatch(/<[^>]*\son\w+=/iu)
})
