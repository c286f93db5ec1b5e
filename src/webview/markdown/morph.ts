/**
 * Makes the children of `target` equal to those of `wanted` and keeps every node that already fits, so that a selection,
 * the focus and the scroll position of a code block survive while an answer grows.
 */
export function morphChildren(target: Node, wanted: Node): void {
  let current = target.firstChild;
  let next = wanted.firstChild;
  while (next) {
    const following = next.nextSibling;
    if (!current) target.appendChild(next);
    else {
      const after: ChildNode | null = current.nextSibling;
      if (!morphNode(current, next)) target.replaceChild(next, current);
      current = after;
    }
    next = following;
  }
  while (current) {
    const after: ChildNode | null = current.nextSibling;
    target.removeChild(current);
    current = after;
  }
}

/** Adapts `current` to `wanted`; false when they are of different kinds. */
function morphNode(current: Node, wanted: Node): boolean {
  if (current.nodeName !== wanted.nodeName) return false;
  if (current instanceof Text && wanted instanceof Text) morphText(current, wanted.data);
  else if (current instanceof Element && wanted instanceof Element) {
    morphAttributes(current, wanted);
    morphChildren(current, wanted);
  }
  return true;
}

/** Appending to a text node keeps a selection inside it; replacing its data would collapse it. */
function morphText(current: Text, wanted: string): void {
  if (wanted === current.data) return;
  if (wanted.startsWith(current.data)) current.appendData(wanted.slice(current.length));
  else current.data = wanted;
}

function morphAttributes(current: Element, wanted: Element): void {
  for (const { name } of [...current.attributes]) if (!wanted.hasAttribute(name)) current.removeAttribute(name);
  for (const { name, value } of wanted.attributes) {
    if (current.getAttribute(name) !== value) current.setAttribute(name, value);
  }
}
