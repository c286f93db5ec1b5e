import assert from 'node:assert/strict';
import { loadTranslations } from '../../../src/webview/l10n';
import { answerView, openFakePage, pageState, type FakePage } from '../../support/page/fakePage';

describe('The language of the page', () => {
  let ui: FakePage;

  function open(bundle: Readonly<Record<string, string>>): void {
    ui = openFakePage((document) => {
      const script = document.createElement('script');
      script.id = 'l10n';
      script.type = 'application/json';
      script.textContent = JSON.stringify(bundle);
      document.body.append(script);
      loadTranslations(document);
    });
  }

  afterEach(() => {
    ui.dispose();
    open({ Retry: 'Retry' });
    ui.dispose();
  });

  it('is the one the host wrote into it', () => {
    open({ Retry: 'Noch einmal' });
    ui.page.receive({ t: 'state', state: pageState({ turns: [answerView('Hallo.')] }) });
    assert.ok(ui.get('button', 'Noch einmal'));
    assert.ok(ui.get('button', 'Copy answer'));
  });
});
