import assert from 'node:assert/strict';
import { permittedTurns } from '../../../src/core/chat/permittedTurns';
import type { Turn } from '../../../src/core/contract/ask';
import { fileContext } from '../../support/chatFixtures';

const open = fileContext('open', 'anybody may read this');
const closed = fileContext('closed', 'nobody may read this');
const rule = async ({ id }: { id: string }): Promise<boolean> => id !== 'closed';

describe('what goes along with old questions', () => {
  it('is what may still be read, and the names of the rest are told once', async () => {
    const turns: readonly Turn[] = [
      { role: 'user', text: 'One?', context: [open, closed] },
      { role: 'assistant', text: 'Two.' },
      { role: 'user', text: 'Three?', context: [closed] },
    ];
    assert.deepEqual(await permittedTurns(turns, rule), {
      turns: [
        { role: 'user', text: 'One?', context: [open] },
        { role: 'assistant', text: 'Two.' },
        { role: 'user', text: 'Three?' },
      ],
      leftOut: ['closed.ts'],
    });
  });

  it('is everything while everything may be read', async () => {
    const turns: readonly Turn[] = [{ role: 'user', text: 'One?', context: [open] }];
    assert.deepEqual(await permittedTurns(turns, rule), { turns, leftOut: [] });
  });
});
