import type { FaultWire } from '../faults/fault';
import { anthropicBytes } from './anthropic';
import type { FaultBytes } from './faultBytes';
import { ollamaBytes } from './ollama';
import { openaiBytes } from './openai';

/** The bytes of a service on its wire; a service nobody knows by name speaks its wire in the plain form. */
export function bytesOf(service: string, wire: FaultWire): FaultBytes {
  switch (wire) {
    case 'anthropic':
      return anthropicBytes(service);
    case 'openai':
      return openaiBytes(service);
    case 'ollama':
      return ollamaBytes;
  }
}
