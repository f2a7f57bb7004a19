import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Customers, Sweep } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { joinedName } from "../kit/parse/person-name.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { readDaily } from "../kit/pull/whole-list.ts";
import { contactSchema } from "./schemas.ts";
import { everything, type List } from "./sweeps.ts";

type Customer = Customers["sweeps"][number] extends Sweep<infer T> ? T : never;

function toCustomer(raw: Json, ctx: Context): Customer {
  const contact = parseResponse(contactSchema, raw, { ctx, what: "contact", essential: ["id"] });
  const { phoneNumber, countryCode } = contact.defaultShippingAddress?.address ?? {};
  return {
    key: contact.id,
    name: joinedName(contact.firstName, contact.lastName),
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

const full: Sweep<Customer> = readDaily("full", (input, ctx) => everything(contacts, input, ctx));

export const customers: Customers = { sweeps: [full] };
