/** For tests of what is due: a use of a channel's gift card that nobody has confirmed. */
import { NOON } from "../../hub/listings/samples.ts";

const ago = (minutes: number) => new Date(NOON.getTime() - minutes * 60_000);

const use = {
  connection_id: "00000000-0000-4000-8000-000000000001",
  key: "x",
  code_hash: "\\x78",
  code_end: "x",
  amount_minor: 100,
  currency: "EUR",
  reference: "x",
  state: "running",
  requested_by: "x",
  started_at: ago(16),
};

export const UNCONFIRMED_USE = {
  table: "gift_card_use",
  due: use,
  notDue: [{ started_at: ago(15) }, { finished_at: ago(1) }, { state: "done" }, { told_at: ago(1) }].map((not, n) => ({
    ...use,
    key: `other ${n}`,
    ...not,
  })),
};
