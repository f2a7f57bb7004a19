import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Customers, Sweep } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { contactSchema } from "./schemas.ts";
import { everything, type List } from "./walk.ts";

type Customer = Customers["sweeps"][number] extends Sweep<infer T> ? T : never;

function toCustomer(raw: Json, ctx: Context): Customer {
  const contact = parseResponse(contactSchema, raw, { ctx, what: "contact" });
  const { phoneNumber, countryCode } = contact.defaultShippingAddress?.address ?? {};
  return {
    key: contact.id,
    name: [contact.firstName, contact.lastName].filter(Boolean).join(" ") || undefined,
    email: contact.primaryEmail?.email,
    phone: normalisePhone(phoneNumber, countryCode) ?? phoneNumber,
    raw,
  };
}

/** A thousand a page; the name of the list in the answer is not in the contract (assumed "contacts"). */
const contacts: List<Customer> = {
  path: "/v1/contacts",
  operation: "contacts.list",
  rows: "contacts",
  filters: [["pageSize", "1000"]],
  read: toCustomer,
};

const full: Sweep<Customer> = {
  id: "full",
  mode: "full",
  everyMs: 24 * 3_600_000,
  run: (input, ctx) => everything(contacts, input, ctx),
};

export const customers: Customers = { sweeps: [full] };
