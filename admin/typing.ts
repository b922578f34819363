/**
 * The browser-safe entry for what understands typed text. It is a file of its own so that a form is loaded without it: import it only from
 * modules that are themselves loaded on first use.
 */
export { chipsOf, itemProblem, splitTyped, textOfChips } from './fields/chips'
export { jsonErrorAt } from './fields/json-error'
export { indentJson } from './fields/json-text'
export { jsonTree } from './fields/json-tree'
export { partProblem } from './fields/part-problem'
export { checkRules } from './fields/rules'
export { calendarDay, currentText, understood } from './fields/understood'
export { monthNames, weekdayNames } from './words/moments'
