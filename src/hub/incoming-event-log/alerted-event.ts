/**
 * SQL: whether an alert's subject is an incoming event. The version before called it `webhook_event`, the table of what
 * goes out, and its alerts may be open for long (decision 930).
 */
export const isAboutIncomingEvent = (subjectKind: string): string =>
  `${subjectKind} in ('inbox_event', 'webhook_event')`;
