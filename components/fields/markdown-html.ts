import { default as MarkdownIt } from 'markdown-it'

/** HTML in the text is shown as text, dangerous links stay texts, and images, which would call other servers, are left out. */
const markdown = new MarkdownIt('default', { html: false, linkify: false, breaks: true }).disable('image')

markdown.core.ruler.push('links', ({ tokens }) => {
  for (const link of tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => type === 'link_open')) {
    link.attrSet('rel', 'noopener noreferrer nofollow')
    link.attrSet('target', '_blank')
  }
})

/** Markdown as HTML that can be put into a page, whoever has written it. */
export const markdownHtml = (text: string): string => markdown.render(text)
