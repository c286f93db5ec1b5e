const SVG = 'http://www.w3.org/2000/svg' as const;

/** The shapes of `media/view.svg`: an understudy in the spotlight. */
const SHAPES: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['path', { 'fill-opacity': '.38', d: 'M10.2 1h3.6l7.7 19.2c-2 1.8-5.5 2.8-9.5 2.8s-7.5-1-9.5-2.8z' }],
  ['circle', { cx: '12', cy: '9.6', r: '2.9' }],
  ['path', { d: 'M6.6 20.8c0-4.9 2.2-7.4 5.4-7.4s5.4 2.5 5.4 7.4c-1.5.5-3.3.8-5.4.8s-3.9-.3-5.4-.8z' }],
];

/** The mark of the product, in the colour of the text around it; for the eye only. */
export function stageMark(): SVGSVGElement {
  const mark = document.createElementNS(SVG, 'svg');
  for (const [name, value] of Object.entries({ class: 'mark', viewBox: '0 0 24 24', 'aria-hidden': 'true' })) {
    mark.setAttribute(name, value);
  }
  for (const [name, attributes] of SHAPES) {
    const shape = mark.appendChild(document.createElementNS(SVG, name));
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
  }
  return mark;
}
