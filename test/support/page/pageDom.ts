import { JSDOM } from 'jsdom';

const GLOBALS = [
  'window',
  'document',
  'Node',
  'NodeFilter',
  'Text',
  'Element',
  'HTMLElement',
  'Event',
  'KeyboardEvent',
] as const;

/** A page for tests without a browser. It lends its globals to the page's code until `dispose`. */
export interface PageDom {
  readonly window: Window & typeof globalThis;
  dispose(): void;
}

/** Opens an empty page and makes its `document` and the like global. */
export function openPageDom(): PageDom {
  const dom = new JSDOM('<!doctype html><html><body><div id="app"></div></body></html>');
  // jsdom types its window as its own class; it has what the page uses.
  const window = dom.window as unknown as Window & typeof globalThis;
  const before = GLOBALS.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const name of GLOBALS) {
    Object.defineProperty(globalThis, name, { value: window[name], configurable: true, writable: true });
  }
  return {
    window,
    dispose: () => {
      for (const [name, descriptor] of before) {
        if (descriptor) Object.defineProperty(globalThis, name, descriptor);
        else Reflect.deleteProperty(globalThis, name);
      }
      dom.window.close();
    },
  };
}
