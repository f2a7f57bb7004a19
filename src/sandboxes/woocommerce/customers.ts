/** /customers. Guests are not customers here, as in the shop. */
import { createHash } from "node:crypto";
import type { Call, Handler, Handlers } from "./rest.ts";
import { flag, ITEM_METHODS, integer, links, list, paged, RestError, resource } from "./rest.ts";
import type { Customer, Obj } from "./state.ts";
import { isObj, metaList, nextId } from "./state.ts";
import { datePair } from "./time.ts";

const BILLING = {
  first_name: "",
  last_name: "",
  company: "",
  address_1: "",
  address_2: "",
  city: "",
  postcode: "",
  country: "",
  state: "",
  email: "",
  phone: "",
};
const { email: _none, ...SHIPPING } = BILLING;

export function renderCustomer(
  call: Pick<Call, "shop" | "origin">,
  customer: Customer,
  allow: string[] | null = ITEM_METHODS,
): Obj {
  const base = `${call.origin}/wp-json/wc/v3/customers`;
  const avatar = createHash("sha256").update(customer.email.toLowerCase()).digest("hex");
  return {
    id: customer.id,
    ...datePair("date_created", call.shop.zone, customer.created),
    ...datePair("date_modified", call.shop.zone, customer.modified),
    email: customer.email,
    first_name: customer.firstName,
    last_name: customer.lastName,
    role: customer.role,
    username: customer.username,
    billing: customer.billing,
    shipping: customer.shipping,
    is_paying_customer: [...call.shop.orders.values()].some(
      (order) => order.customerId === customer.id && order.status === "completed",
    ),
    avatar_url: `https://secure.gravatar.com/avatar/${avatar}?s=96&d=mm&r=g`,
    // Keys that start with an underscore are protected: stored, never shown.
    meta_data: customer.meta.filter((meta) => !meta.key.startsWith("_")),
    _links: links(allow, `${base}/${customer.id}`, base),
  };
}

function byEmail(call: Call, email: string): Customer | undefined {
  return [...call.shop.customers.values()].find((one) => one.email.toLowerCase() === email.toLowerCase());
}

function apply(call: Call, customer: Customer): void {
  const { body } = call;
  if (body["first_name"] !== undefined) customer.firstName = String(body["first_name"]);
  if (body["last_name"] !== undefined) customer.lastName = String(body["last_name"]);
  if (isObj(body["billing"])) customer.billing = { ...customer.billing, ...body["billing"] };
  if (isObj(body["shipping"])) customer.shipping = { ...customer.shipping, ...body["shipping"] };
  customer.meta = metaList(call.shop, body["meta_data"], customer.meta);
}

const create: Handler = (call) => {
  const { shop, body } = call;
  const email = String(body["email"] ?? "");
  if (!/^[^@\s]+@[^@\s.]+\.[^@\s]+$/.test(email))
    throw new RestError(400, "customer_invalid_email", "Invalid email address");
  if (byEmail(call, email))
    throw new RestError(
      400,
      "registration-error-email-exists",
      `An account is already registered with ${email}. Please log in or use a different email address.`,
    );
  const username = String(body["username"] ?? email.split("@")[0]);
  if (body["username"] !== undefined && [...shop.customers.values()].some((one) => one.username === username))
    throw new RestError(
      400,
      "registration-error-username-exists",
      "An account is already registered with that username. Please choose another.",
    );
  const now = shop.clock.now();
  const customer: Customer = {
    id: nextId(shop, "user"),
    created: now,
    modified: now,
    email,
    username,
    role: "customer",
    firstName: "",
    lastName: "",
    billing: { ...BILLING },
    shipping: { ...SHIPPING },
    meta: body["password"] ? [] : [{ id: nextId(shop, "meta"), key: "default_password_nag", value: "1" }],
  };
  apply(call, customer);
  shop.customers.set(customer.id, customer);
  shop.emit("customer.created", customer.id);
  shop.emit("customer.updated", customer.id);
  return { status: 201, body: renderCustomer(call, customer) };
};

function find(call: Call): Customer {
  const customer = call.shop.customers.get(Number(call.at["id"] ?? call.at["customer_id"]));
  if (!customer) throw new RestError(404, "wc_user_invalid_id", "Invalid resource ID.");
  return customer;
}

const edit: Handler = (call) => {
  const customer = find(call);
  const email = call.body["email"];
  if (customer.role === "administrator" && call.key.role === "shop_manager")
    throw new RestError(403, "woocommerce_rest_cannot_edit", "Sorry, you are not allowed to edit this resource.");
  if (typeof email === "string" && byEmail(call, email) !== undefined && byEmail(call, email) !== customer)
    throw new RestError(400, "woocommerce_rest_customer_invalid_email", "Email address is invalid.");
  if (call.body["username"] !== undefined && call.body["username"] !== customer.username)
    throw new RestError(400, "woocommerce_rest_customer_invalid_argument", "Username isn't editable.");
  if (typeof email === "string") customer.email = email;
  apply(call, customer);
  customer.modified = call.shop.clock.now();
  call.shop.emit("customer.updated", customer.id);
  return { status: 200, body: renderCustomer(call, customer) };
};

const remove: Handler = (call) => {
  const customer = find(call);
  if (!flag(call.params["force"]))
    throw new RestError(501, "woocommerce_rest_trash_not_supported", "Customers do not support trashing.");
  const heir = integer(call.params["reassign"]);
  if (heir !== undefined && heir !== 0 && !call.shop.customers.has(heir))
    throw new RestError(400, "woocommerce_rest_customer_invalid_reassign", "Invalid resource id for reassignment.");
  call.shop.customers.delete(customer.id);
  call.shop.emit("customer.deleted", customer.id);
  return { status: 200, body: renderCustomer(call, customer, call.inBatch ? ITEM_METHODS : null) };
};

const index: Handler = (call) => {
  const { params } = call;
  const role = String(params["role"] ?? "customer");
  const email = params["email"];
  const search = String(params["search"] ?? "").toLowerCase();
  const include = list(params["include"]).map(Number);
  const rows = [...call.shop.customers.values()].filter(
    (one) =>
      (role === "all" || one.role === role) &&
      (typeof email !== "string" || one.email.toLowerCase() === email.toLowerCase()) &&
      (include.length === 0 || include.includes(one.id)) &&
      `${one.username} ${one.email}`.toLowerCase().includes(search),
  );
  rows.sort((a, b) =>
    params["orderby"] === "registered_date" || params["orderby"] === "id"
      ? a.id - b.id
      : a.username.localeCompare(b.username),
  );
  if (params["order"] === "desc") rows.reverse();
  return paged(call, rows, (one) => renderCustomer(call, one));
};

export const customerHandlers: Handlers = {
  ...resource("/customers", {
    index,
    create,
    show: (call) => ({ status: 200, body: renderCustomer(call, find(call)) }),
    edit,
    remove,
  }),
  "GET /customers/:customer_id/downloads": (call) => {
    find(call);
    return { status: 200, body: [] };
  },
};
