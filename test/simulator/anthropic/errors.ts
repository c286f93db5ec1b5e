import type { WireError } from '../../../src/core/outages/fault';

/** The id every simulated answer carries. */
export const requestId = 'req_011CSimulated0000000000000';

/** The body of an error, also of an error event (§1.4, §1.5). */
export function errorBody(error: WireError): unknown {
  return {
    type: 'error',
    error: {
      type: error.type ?? 'api_error',
      message: error.message,
      ...(error.code === undefined ? {} : { details: { error_code: error.code } }),
    },
    request_id: requestId,
  };
}
