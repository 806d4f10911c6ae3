// Elements and text. Foreign content gets into the page through these functions only, and they make nothing but text of it.

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element; attributes that are null or false are left out, strings become text nodes. */
export function h(name, attributes = {}, ...children) {
  return complete(document.createElement(name), attributes, children);
}

/** The same for a picture. */
export function svg(name, attributes = {}, ...children) {
  return complete(document.createElementNS(SVG, name), attributes, children);
}

function complete(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    setAttribute(element, name, value);
  }
  element.append(...given(children));
  return element;
}

function given(children) {
  return children.flat().filter(child => child !== null && child !== undefined && child !== false);
}

/** Touches the element only when something changes. */
export function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) {
    element.removeAttribute(name);
  } else {
    const text = value === true ? '' : String(value);
    if (element.getAttribute(name) !== text) {
      element.setAttribute(name, text);
    }
  }
}

export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** New children, unless they say the same: what has the focus stays in the page. */
export function setChildren(element, ...children) {
  const next = h('div', {}, ...given(children));
  const same = next.childNodes.length === element.childNodes.length
    && [...next.childNodes].every((child, i) => child.isEqualNode(element.childNodes[i]));
  if (!same) {
    element.replaceChildren(...next.childNodes);
  }
}

/**
 * Keeps one child per item, in the items' order; a child stays the same element while its item is there.
 *
 * @param create makes an item's element
 * @param update writes an item into its element
 */
export function keyed(parent, items, key, create, update) {
  const known = parent.keyedChildren ??= new Map();
  const wanted = new Set(items.map(key));
  for (const [id, element] of known) {
    if (!wanted.has(id)) {
      element.remove();
      known.delete(id);
    }
  }
  let place = parent.firstElementChild;
  for (const item of items) {
    const id = key(item);
    let element = known.get(id);
    if (!element) {
      element = create(item);
      known.set(id, element);
    }
    update(element, item);
    if (element === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(element, place);
    }
  }
}
