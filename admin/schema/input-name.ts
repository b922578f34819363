import { escapeName } from './keys'

/**
 * Property names that a form element, its prototypes or every object already has, and that scripts use. An input's name
 * becomes a property of its form: one called `elements` hides the list of inputs from every script. Plain attributes
 * (`id`, `name`, `title`, `action`, …) are not listed, because no script reads them as properties of a form.
 *
 * @see https://html.spec.whatwg.org/multipage/forms.html#the-form-element ("supported property names")
 */
const taken = new Set(
  [
    // Object
    '__defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ __proto__ constructor hasOwnProperty',
    'isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf',
    // EventTarget and Node
    'addEventListener dispatchEvent removeEventListener when appendChild baseURI childNodes cloneNode',
    'compareDocumentPosition contains firstChild getRootNode hasChildNodes insertBefore isConnected isDefaultNamespace',
    'isEqualNode isSameNode lastChild lookupNamespaceURI lookupPrefix namespaceURI nextSibling nodeName nodeType nodeValue',
    'normalize ownerDocument parentElement parentNode previousSibling removeChild replaceChild textContent',
    // Element
    'after animate append assignedSlot attachInternals attachShadow before blur checkVisibility childElementCount',
    'classList className click clientHeight clientLeft clientTop clientWidth closest computedStyleMap dataset',
    'firstElementChild focus getAnimations getAttribute getAttributeNS getAttributeNames getAttributeNode',
    'getAttributeNodeNS getBoundingClientRect getClientRects getElementsByClassName getElementsByTagName',
    'getElementsByTagNameNS getHTML hasAttribute hasAttributeNS hasAttributes hasPointerCapture hidePopover innerHTML',
    'innerText insertAdjacentElement insertAdjacentHTML insertAdjacentText isContentEditable lastElementChild localName',
    'matches moveBefore nextElementSibling offsetHeight offsetLeft offsetParent offsetTop offsetWidth outerHTML outerText',
    'prepend previousElementSibling querySelector querySelectorAll releasePointerCapture remove removeAttribute',
    'removeAttributeNS removeAttributeNode replaceChildren replaceWith requestFullscreen requestPointerLock scroll',
    'scrollBy scrollHeight scrollIntoView scrollIntoViewIfNeeded scrollLeft scrollTo scrollTop scrollWidth setAttribute',
    'setAttributeNS setAttributeNode setAttributeNodeNS setHTML setHTMLUnsafe setPointerCapture shadowRoot showPopover',
    'tabIndex tagName toggleAttribute togglePopover webkitMatchesSelector',
    // HTMLFormElement
    'checkValidity elements length reportValidity requestSubmit reset submit',
    // Browsers fill in a hidden input of this name.
    '_charset_',
  ].flatMap((line) => line.split(' ')),
)

/**
 * Whether an input or parameter belongs to the page itself, such as `~base` or `~null.city`. A column whose name begins with an
 * escaped character (`~65lements`, `~D0~B8…`) is none of them: escapes have two hexadecimal digits in upper case.
 */
export const isPageName = (name: string): boolean => /^~(?![\dA-F]{2})/u.test(name)

/**
 * The name of a column's input: the SQL name, escaped like a key. If the name conflicts with a property of the form,
 * its first character is escaped as well (`elements` becomes `~65lements`), so that it decodes to the same name.
 */
export function inputName(sqlName: string): string {
  if (!taken.has(sqlName)) return escapeName(sqlName)
  const hex = sqlName.charCodeAt(0).toString(16).toUpperCase()
  return `~${hex}${escapeName(sqlName.slice(1))}`
}
