import { escapeName } from './keys'

/**
 * What a browser's form element, its ancestors and every object already have by that name, and what scripts use of it. An
 * input's name becomes a property of its form: one called `elements` hides the list of inputs from everybody who reads it.
 * Plain attributes (`id`, `name`, `title`, `action`, …) are not here: as properties of a form nobody reads them.
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
    // A hidden input of this name is filled in by the browser.
    '_charset_',
  ].flatMap((line) => line.split(' ')),
)

/**
 * The name of a column's input: the SQL name, escaped like a key. A name that would get in the way of the form has its first
 * character escaped too (`elements` is `~65lements`), so that it reads back to the same name.
 */
export function inputName(sqlName: string): string {
  if (!taken.has(sqlName)) return escapeName(sqlName)
  const hex = sqlName.charCodeAt(0).toString(16).toUpperCase()
  return `~${hex}${escapeName(sqlName.slice(1))}`
}
