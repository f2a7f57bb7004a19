/**
 * A write whose outcome is unknown: it was marked as sent (`sent_seq`), which is committed before the call, and neither an
 * answer nor a read-back was recorded since (`ack_seq`). A process that dies between the platform's answer and its record
 * leaves a row so: what the channel shows is read back before anything is written again.
 */
export const isOutcomeUnknown = (row: { readonly sent_seq: bigint; readonly ack_seq: bigint }): boolean =>
  row.sent_seq > row.ack_seq;

/** SQL: the same of the row that `alias` means, of stock, prices or content. */
export const outcomeUnknown = (alias: string): string => `${alias}.sent_seq > ${alias}.ack_seq`;
