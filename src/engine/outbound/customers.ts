/** Sends what a person corrected of a customer to the account that customer has on a store. */
import { type Message, message } from "../../commerce/message.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { OutboundSession } from "./outbound-session.ts";
import { type PushRow, pushRecords, type RecordKind } from "./record-push.ts";

interface Person {
  readonly name: string | null;
  readonly phone: string | null;
  readonly emails: readonly string[];
}

const PERSON = `select c.name, c.phone, array(select p.value from argosy.contact_point p
    where p.organization_id = c.organization_id and p.customer_id = c.id and p.kind = 'email'
    order by p.value = lower(c.email) desc, p.value) as emails
  from argosy.customer c
  where c.organization_id = argosy.tenant() and c.id = $1 and c.erased_at is null and c.merged_into is null`;

const customer: RecordKind = {
  kind: "customer",
  action: "sync_products",
  alert: "customer_failed",
  ref: (row) => row.subject_id,
  title: (_row, store) => message("alert.customer_failed.title", { store }),
  failed: () => message("log.failed.customer"),
  send,
};

export const pushCustomers = (session: OutboundSession): Promise<boolean> => pushRecords(session, customer);

/** Never makes an account: that is the customer's own to do, and shops write to whoever gets one. */
async function send(session: OutboundSession, row: PushRow): Promise<Message | null> {
  const { meta } = session.open.connector;
  const update = session.open.ports.customers?.update;
  if (!update)
    throw new ConnectorError({ kind: "unsupported" }, message("trouble.noCustomers", { platform: meta.name }));
  const person = await session.tenantWithLease((tx) => tx.maybe<Person>(PERSON, [row.subject_id]));
  if (!person) return null;
  for (const email of person.emails) {
    const { name, phone } = person;
    const key = await session.call((ctx) => update({ email, ...(name && { name }), ...(phone && { phone }) }, ctx));
    if (key !== null) return message("log.customer.changed");
  }
  return null;
}
