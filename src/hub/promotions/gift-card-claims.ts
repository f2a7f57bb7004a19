/** What registers took off the hub's own gift cards, and the sale that has it: none is forgotten (decision 637). */
import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlerts } from "../alerts/alerts.ts";

/** How long a sale may take to arrive. */
export const UNCLAIMED_MS = 15 * 60_000;
const MOST = 50;

const causeOf = (id: string) => `gift_card_unused:${id}`;

/** Notes what redemptions were for: the first that has them keeps them. */
export async function claimRedemptions(
  tx: Tx,
  of: { readonly keys: readonly string[]; readonly by: string; readonly now: Date },
): Promise<void> {
  if (of.keys.length === 0) return;
  const rows = await tx.rows<{ id: string }>(
    `update argosy.gift_card_entry set used_by = coalesce(used_by, $2)
     where organization_id = argosy.tenant() and key = any($1::text[]) and kind = 'redeemed'
     returning id`,
    [of.keys, of.by],
  );
  await resolveAlerts(
    tx,
    rows.map(({ id }) => causeOf(id)),
    of.now,
    systemActor,
  );
}

interface Unclaimed {
  readonly id: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly codeEnd: string;
  readonly registerName: string;
}

/** Raises an alert for each redemption at a register that no sale has: the register may have been lost. */
export async function alertUnclaimed(tx: Tx, now: Date): Promise<void> {
  const rows = await tx.rows<Unclaimed>(
    `update argosy.gift_card_entry e set told_at = $2
     from argosy.gift_card c, argosy.pos_register r
     where e.organization_id = argosy.tenant() and c.organization_id = argosy.tenant() and c.id = e.card_id
       and r.organization_id = argosy.tenant() and r.id = e.register_id
       and e.id in (select id from argosy.gift_card_entry
         where organization_id = argosy.tenant() and register_id is not null and used_by is null
           and told_at is null and at < $1
         order by at limit ${MOST})
     returning e.id, -e.amount_minor as amount, c.currency, c.code_end as "codeEnd", r.name as "registerName"`,
    [new Date(now.getTime() - UNCLAIMED_MS), now],
  );
  for (const { id, amount, currency, codeEnd, registerName } of rows)
    await raiseAlert(tx, {
      kind: "gift_card_unused",
      severity: "critical",
      cause: causeOf(id),
      title: message("alert.gift_card_unused.title", {
        register: registerName,
        amount: `${formatDecimal({ minor: amount, currency })} ${currency}`,
      }),
      text: message("alert.gift_card_unused.text", { card: codeEnd }),
      now,
    });
}
