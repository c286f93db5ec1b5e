/** Attributes of an element; undefined and false are left out, true stands for an empty value. */
export type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Builds an element. Strings become text, so nothing passed here can turn into markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string | undefined)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children) if (child !== undefined) element.append(child);
  return element;
}

/** A codicon for the eye only. */
export function icon(name: string): HTMLElement {
  return el('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

/** A button that shows an icon; its name is read and shown on hover. */
export function iconButton(iconName: string, name: string, attributes: Attributes = {}): HTMLButtonElement {
  const button = el('button', { type: 'button', 'aria-label': name, title: name, ...attributes }, icon(iconName));
  button.classList.add('icon-button');
  return button;
}

/** A button with a label. */
export function textButton(label: string, attributes: Attributes = {}): HTMLButtonElement {
  return el('button', { type: 'button', class: 'button', ...attributes }, label);
}

/** Sets an attribute, or takes it away when the value is undefined. */
export function setAttribute(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
