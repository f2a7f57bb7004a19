/** For tests of what is due: a dispute near its date. */
import { NOON } from "../../hub/listings/samples.ts";

const minutes = (count: number) => new Date(NOON.getTime() + count * 60_000);

export function dueConversations(store: string) {
  const disputed = {
    ...{ connection_id: store, account: "a", kind: "dispute", subject: "", messages: "[]" },
    ...{ state: "waiting_for_seller", can_reply: false, opened_at: NOON, changed_at: NOON },
  };
  return [
    {
      table: "conversation",
      due: { ...disputed, ext_key: "1", respond_by: minutes(48 * 60) },
      notDue: [
        { ...disputed, ext_key: "1", respond_by: minutes(48 * 60 + 1) },
        { ...disputed, ext_key: "2", respond_by: minutes(1), urged_at: NOON },
        { ...disputed, ext_key: "3", respond_by: minutes(1), done_at: NOON, done_by: "x" },
        { ...disputed, ext_key: "4", respond_by: minutes(1), state: "open" },
      ],
    },
  ];
}
