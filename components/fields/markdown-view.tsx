import { markdownHtml } from './markdown-html'

/** A text in Markdown to read. */
export function MarkdownView({ text }: { text: string }) {
  // Made without the HTML of the text, see `markdownHtml`.
  // oxlint-disable-next-line react/no-danger
  return <div className="markdown" dangerouslySetInnerHTML={{ __html: markdownHtml(text) }} />
}
