import * as v from 'valibot';
import type { StatusPageLook } from './statusPagePoll';
import { statusPageText, type StatusPageSummary } from './statusPageSummary';

/** Pages list some dozens of parts and a handful of incidents. */
const maxParts = 500;

const instant = v.pipe(v.number(), v.finite());
const raw = v.pipe(v.string(), v.maxLength(2_000));
/** Held to what is taken from a page itself: another program may have written the file. */
const title = v.pipe(
  raw,
  v.transform((text) => statusPageText(text) ?? ''),
);
const part = { id: v.optional(title), name: v.optional(title) };

const summary: v.GenericSchema<unknown, StatusPageSummary> = v.object({
  pageId: v.optional(title),
  updatedAt: v.optional(instant),
  components: v.pipe(
    v.array(
      v.object({
        ...part,
        status: v.picklist([
          'operational',
          'degraded_performance',
          'partial_outage',
          'major_outage',
          'under_maintenance',
          'unknown',
        ]),
      }),
    ),
    v.maxLength(maxParts),
  ),
  incidents: v.pipe(
    v.array(
      v.object({
        id: title,
        title,
        stage: v.picklist(['investigating', 'identified', 'monitoring', 'maintenance', 'unknown']),
        startedAt: v.optional(instant),
        updatedAt: v.optional(instant),
        components: v.optional(v.array(v.object(part))),
      }),
    ),
    v.maxLength(maxParts),
  ),
});

/** What a look at a status page came to, as it is kept in a file that another version may have written. */
export const storedLook: v.GenericSchema<unknown, StatusPageLook> = v.object({
  lookedAt: instant,
  doubt: v.optional(v.picklist(['unreachable', 'refused', 'unreadable', 'frozen', 'unlisted'])),
  failures: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(16))),
  retryAt: v.optional(instant),
  feed: v.optional(raw),
  etag: v.optional(raw),
  summary: v.optional(summary),
  readAt: v.optional(instant),
});
