import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language'
import { type Diagnostic, linter, lintGutter } from '@codemirror/lint'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { fillInput } from './fill-input'
import * as words from '../words/code'

export interface Editor {
  focus: () => void
  /** Removes the editor. What was typed is in the textarea. */
  close: () => void
}

interface EditorOptions {
  /** The form's control, which holds the same text as the editor at all times. */
  area: HTMLTextAreaElement
  label: string
  /** Where a text is wrong, counted from 1; null for a text that is no JSON. */
  problemIn: ((text: string) => { line: number; column: number } | null) | null
}

const look = EditorView.theme({
  '&': {
    border: '1px solid var(--control)',
    borderRadius: '6px',
    background: 'var(--bg)',
    color: 'var(--text)',
    fontSize: '13px',
    maxHeight: '60vh',
    minHeight: '132px',
    overflow: 'hidden',
  },
  '&.cm-focused': { outline: '2px solid var(--ring)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-gutters': { background: 'var(--surface)', color: 'var(--faint)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine': { background: 'var(--hover)' },
  '.cm-foldPlaceholder': {
    background: 'var(--surface)',
    color: 'var(--muted)',
    border: '1px solid var(--line-strong)',
  },
  '.cm-tooltip': { background: 'var(--raised)', color: 'var(--text)', border: '1px solid var(--line-strong)' },
})

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent-text)' },
  { tag: tags.string, color: 'var(--success-text)' },
  { tag: tags.number, color: 'var(--warning-text)' },
  { tag: [tags.bool, tags.null], color: 'var(--danger-text)' },
  { tag: tags.punctuation, color: 'var(--muted)' },
])

/** Opens an editor with the text of a textarea: only what is in sight is drawn, however long it is. */
export function openEditor(host: HTMLElement, { area, label, problemIn }: EditorOptions): Editor {
  let isOwn = false
  const take = EditorView.updateListener.of((update) => {
    if (!update.docChanged || isOwn) return
    isOwn = true
    fillInput(area, update.state.doc.toString())
    isOwn = false
  })
  const view = new EditorView({
    parent: host,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        lineNumbers(),
        foldGutter(),
        history(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        // Tab is not bound: it leaves the editor.
        keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label }),
        look,
        syntaxHighlighting(colours),
        ...(problemIn === null ? [] : [json(), ...problems(problemIn)]),
        take,
      ],
    }),
  })
  const stop = new AbortController()
  const follow = () => {
    if (isOwn || area.value === view.state.doc.toString()) return
    isOwn = true
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: area.value } })
    isOwn = false
  }
  area.addEventListener('textset', follow, stop)
  area.addEventListener('input', follow, stop)
  return {
    focus: () => view.focus(),
    close: () => {
      stop.abort()
      view.destroy()
    },
  }
}

function problems(problemIn: NonNullable<EditorOptions['problemIn']>): Extension[] {
  const find = ({ state }: EditorView): Diagnostic[] => {
    const text = state.doc.toString()
    const found = text.trim() === '' ? null : problemIn(text)
    if (found === null) return []
    const line = state.doc.line(Math.min(found.line, state.doc.lines))
    const from = Math.min(line.from + found.column - 1, line.to)
    return [
      { from, to: Math.min(from + 1, line.to), severity: 'error', message: words.wrongFrom(found.line, found.column) },
    ]
  }
  return [linter(find, { delay: 300 }), lintGutter()]
}
